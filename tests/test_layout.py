"""The house keeps its shape."""

from tests.organizations import FOLDERS


def test_data_folders_hold_yaml_and_nothing_else() -> None:
    for folder in FOLDERS.values():
        for name in ("kb", "policies"):
            strangers = [
                str(path.relative_to(folder))
                for path in (folder / name).rglob("*")
                if path.is_file() and path.suffix != ".yaml"
            ]
            assert strangers == []
