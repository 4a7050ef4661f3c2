#!/usr/bin/env bash
# Builds @tensorflow/tfjs-node from its npm package and the TensorFlow wheel, on Linux x64,
# with nothing but the npm and PyPI clients (its own installer fetches from a storage host).
#   usage: scripts/build-tfjs-node.sh DIR (npm run test:tfjs-node runs it)
# Needs: node with its headers (an `include/node` beside `bin/node`, or NODEDIR=...), npm with its
# node-gyp, g++, make, python3 with pip and zipfile.
# Options (environment): TFJS_NODE=4.22.0  TF_WHEEL=2.20.0  PY_TAG=311  NODEDIR=<prefix of include/node>
#   PYTHON=python3
# After it: DIR/app/node_modules/@tensorflow/tfjs-node works under this Node and, the binding being
# N-API version 8, under later ones (with util.isNullOrUndefined put back on Node >= 23).
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
TFJS_NODE=${TFJS_NODE:-4.22.0}
TF_WHEEL=${TF_WHEEL:-2.20.0}
PY_TAG=${PY_TAG:-311}
PYTHON=${PYTHON:-python3}
NAPI=8
mkdir -p "$1"; cd "$1"; DIR=$PWD

# The binding is N-API: headers of any Node from 20 on serve, so those of the system do where this Node came without.
has_headers() { [ -f "$1/include/node/node_api.h" ]; }
if [ -z "${NODEDIR:-}" ]; then
  for candidate in $(which -a node | xargs -n 1 readlink -f | xargs -n 1 dirname | xargs -n 1 dirname); do
    if has_headers "$candidate"; then NODEDIR=$candidate; break; fi
  done
fi
if ! has_headers "${NODEDIR:-/nowhere}"; then
  echo "no include/node/node_api.h beside any node of PATH; set NODEDIR to a folder that has it" >&2; exit 1
fi
node_gyp=$(dirname "$(readlink -f "$(command -v npm)")")/../node_modules/node-gyp/bin/node-gyp.js
[ -f "$node_gyp" ] || { echo "node-gyp not found beside npm" >&2; exit 1; }

echo "== npm package $TFJS_NODE (install scripts off)"
mkdir -p app
[ -f app/package.json ] || echo '{"name":"app","private":true}' > app/package.json
(cd app && npm install --ignore-scripts --no-audit --no-fund "@tensorflow/tfjs-node@$TFJS_NODE")
PKG=$DIR/app/node_modules/@tensorflow/tfjs-node

echo "== tensorflow-cpu $TF_WHEEL wheel"
mkdir -p dl
ls dl/tensorflow_cpu-"$TF_WHEEL"-*.whl >/dev/null 2>&1 ||
  "$PYTHON" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --implementation cp --python-version "$PY_TAG" --abi "cp$PY_TAG" \
    --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 --platform manylinux_2_27_x86_64 \
    -d dl "tensorflow-cpu==$TF_WHEEL"
rm -rf "$PKG/deps" "$PKG/lib" "$PKG/build"; mkdir -p "$PKG/deps/lib"
"$PYTHON" - dl/tensorflow_cpu-"$TF_WHEEL"-*.whl "$PKG/deps" <<'PY'
import os, re, shutil, sys, zipfile
wheel, deps = sys.argv[1:]
keep = re.compile(r'tensorflow/(include/(?:tensorflow|tsl|xla)/.*\.(?:h|inc)|lib(?:tensorflow_cc|tensorflow_framework)\.so\.2)$')
n = 0
with zipfile.ZipFile(wheel) as z:
    for name in z.namelist():
        m = keep.match(name)
        if not m:
            continue
        rel = m.group(1)
        out = os.path.join(deps, rel if rel.startswith('include/') else 'lib/' + rel)
        os.makedirs(os.path.dirname(out), exist_ok=True)
        with z.open(name) as src, open(out, 'wb') as dst:
            shutil.copyfileobj(src, dst, 1 << 20)
        n += 1
print(n, 'files out of the wheel')
PY
# The wheel has the C interface in libtensorflow_cc; the binding links -ltensorflow.
(cd "$PKG/deps/lib" && ln -s libtensorflow_cc.so.2 libtensorflow.so.2 && ln -s libtensorflow.so.2 libtensorflow.so &&
  ln -s libtensorflow_framework.so.2 libtensorflow_framework.so)

echo "== binding"
# The variables are those that node-pre-gyp would pass on.
(cd "$PKG" && node "$node_gyp" rebuild --nodedir="$NODEDIR" --python="$(command -v "$PYTHON")" \
  --module_name=tfjs_binding --module_path="$PKG/lib/napi-v$NAPI" --module="$PKG/lib/napi-v$NAPI/tfjs_binding.node" \
  --napi_version=$NAPI --napi_build_version=$NAPI > "$DIR/node-gyp.log" 2>&1) || { tail -40 "$DIR/node-gyp.log" >&2; exit 1; }
rm -rf "$PKG/build"

echo "== check"
cd app
TF_CPP_MIN_LOG_LEVEL=${TF_CPP_MIN_LOG_LEVEL:-2} node -e '
const util = require("util");
if (!util.isNullOrUndefined) util.isNullOrUndefined = v => v == null;
util.isArray = Array.isArray;
const tf = require("@tensorflow/tfjs-node");
const v = Array.from(tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).dataSync()).join();
if (tf.getBackend() !== "tensorflow" || v !== "19,22,43,50") { console.error("wrong answer", tf.getBackend(), v); process.exit(1); }
console.log("ok: node " + process.version + ", tfjs-node " + tf.version["tfjs-node"] + ", TensorFlow " + tf.backend().binding.TF_Version);'
