"""The results directory: Parquet datasets, and a manifest that says what is in them.

Scored conversations are written as *parts*, one file per dataset. A part counts once a
*commit*, one small file in ``commits/``, says so; ``manifest.json`` sums the commits up when
a run ends. Each of these is written in one step, so whatever interrupts a run, nothing is
lost that was committed and nothing is there twice: files that neither lists, or that are not
as long as it says, are removed when the directory is next opened. A commit costs the same
however much is there already.

The directory may be a prefix in an object store: see `analyzer.storage`.
"""

from analyzer.store.manifest import COMMITS, MANIFEST, SCHEMA, Input, Part, read_manifest
from analyzer.store.writer import Store, write_part, writing

__all__ = [
    "COMMITS",
    "MANIFEST",
    "SCHEMA",
    "Input",
    "Part",
    "Store",
    "read_manifest",
    "write_part",
    "writing",
]
