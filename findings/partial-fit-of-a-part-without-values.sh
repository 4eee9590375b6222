#!/usr/bin/env bash
# scikit-learn 1.2.1 (Debian's python3-sklearn 1.2.1+dfsg-1): StandardScaler.partial_fit forgets a column for good where one part has no value of it.
#
# Behavior: StandardScaler ignores NaN, in partial_fit too. But a part in which a column holds NaN alone makes that column's var_ NaN for good (and its mean_ too
# where that part is the first), with no more than a RuntimeWarning; later parts do not mend it. scikit-learn 1.9.0 did the same for the later part.
# The good guess: a part without values of a column changes nothing for that column. fit on all rows at once gives the right numbers.
#
# Needs Debian 12 with apt-get; Python and everything else are put into a temporary folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/archives/partial" "$folder/root"
apt-get install --download-only --reinstall -y --no-install-recommends -o Dir::Cache::archives="$folder/archives" \
    python3.11-minimal libpython3.11-minimal libpython3.11-stdlib python3-sklearn=1.2.1+dfsg-1 python3-sklearn-lib=1.2.1+dfsg-1 python3-numpy python3-scipy python3-joblib python3-threadpoolctl python3-decorator \
    libblas3 liblapack3 libgfortran5 libgomp1 libquadmath0 > "$folder/apt.log" 2>&1 || { tail -n 3 "$folder/apt.log"; exit 1; }
for package in "$folder"/archives/*.deb; do dpkg -x "$package" "$folder/root"; done
libraries=$(find "$folder/root" -name 'lib*.so.3' -o -name 'lib*.so.5' -o -name 'lib*.so.1' -o -name 'lib*.so.0' | xargs -n 1 dirname | sort -u | paste -sd :)
output=$(LD_LIBRARY_PATH=$libraries PYTHONHOME=$folder/root/usr PYTHONPATH=$folder/root/usr/lib/python3/dist-packages "$folder/root/usr/bin/python3.11" -W ignore - <<'PYTHON'
import numpy as np, sklearn
from sklearn.preprocessing import StandardScaler
nan = float("nan")
rows = np.array([[1.0], [3.0], [nan], [nan], [5.0], [7.0]])
whole = StandardScaler().fit(rows)
parts = StandardScaler()
for part in rows.reshape(3, 2, 1):
    parts.partial_fit(part)
first = StandardScaler()
for part in rows[[2, 3, 0, 1, 4, 5]].reshape(3, 2, 1):
    first.partial_fit(part)
print("scikit-learn", sklearn.__version__)
print("fit of all rows:", whole.mean_[0], whole.var_[0])
print("three parts, the second without values:", parts.mean_[0], parts.var_[0])
print("three parts, the first without values:", first.mean_[0], first.var_[0])
PYTHON
)
echo "$output"
diff <(echo "$output") - <<'SEEN'
scikit-learn 1.2.1
fit of all rows: 4.0 5.0
three parts, the second without values: 4.0 nan
three parts, the first without values: nan nan
SEEN
