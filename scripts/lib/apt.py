"""Debian packages fetched with apt's own client from an apt state that touches nothing of the system's.

The sources list is derived from the machine's own (same mirror, same keyring); only the suite is replaced.
"""
import os
import pathlib
import re
import subprocess
import time

from common import SetupError, say, sha256_of


class IsolatedApt:
    """An apt state of its own below `folder`, for one suite. Never asks for root."""

    def __init__(self, folder: pathlib.Path, suite: str):
        self.folder = folder
        self.suite = suite
        self.config = folder / "apt.conf"

    # -- state ---------------------------------------------------------------------------------
    def _write_state(self) -> None:
        for sub in ("state/lists/partial", "cache/archives/partial", "etc/sources.list.d", "etc/preferences.d"):
            (self.folder / sub).mkdir(parents=True, exist_ok=True)
        (self.folder / "state/status").touch()
        (self.folder / "etc/sources.list.d/assay.sources").write_text(self._sources())
        f = self.folder
        self.config.write_text(
            f'Dir::State "{f}/state";\nDir::State::status "{f}/state/status";\nDir::Cache "{f}/cache";\n'
            f'Dir::Etc::SourceList "/dev/null";\nDir::Etc::SourceParts "{f}/etc/sources.list.d";\n'
            f'Dir::Etc::Preferences "/dev/null";\nDir::Etc::PreferencesParts "{f}/etc/preferences.d";\n'
            'APT::Install-Recommends "false";\nAcquire::Languages "none";\nAcquire::Retries "3";\n'
            'APT::Architecture "amd64";\nAPT::Architectures {"amd64";};\n'
            + ('APT::Sandbox::User "root";\n' if os.geteuid() == 0 else ""))

    def _sources(self) -> str:
        """The system's Debian mirror with our suite, both binaries and sources."""
        etc = pathlib.Path("/etc/apt")
        texts = [(etc / "sources.list").read_text()] if (etc / "sources.list").exists() else []
        for path in sorted((etc / "sources.list.d").glob("*.list")):
            texts.append(path.read_text())
        stanzas = []
        for path in sorted((etc / "sources.list.d").glob("*.sources")):
            stanzas += path.read_text().split("\n\n")
        for stanza in stanzas:
            fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", stanza, re.M))
            uri = fields.get("URIs", "").split(" ")[0]
            if uri.rstrip("/").endswith("/debian"):
                return self._stanza(uri, fields.get("Signed-By", ""))
        for line in "\n".join(texts).splitlines():
            found = re.match(r"deb\s+(?:\[([^\]]*)\]\s+)?(\S+/debian/?)\s", line.strip())
            if found:
                signed = re.search(r"signed-by=(\S+)", found.group(1) or "")
                return self._stanza(found.group(2), signed.group(1) if signed else "")
        raise SetupError("No Debian mirror was found in /etc/apt.",
                         "This set-up needs Debian 12 or newer, or an emcc of at least 3.1.60 on PATH plus the "
                         "libraries of scripts/deps.json in the cache folder.")

    def _stanza(self, uri: str, signed_by: str) -> str:
        keyring = signed_by or "/usr/share/keyrings/debian-archive-keyring.gpg"
        return (f"Types: deb deb-src\nURIs: {uri}\nSuites: {self.suite}\nComponents: main\nSigned-By: {keyring}\n")

    def run(self, *args: str, cwd=None) -> str:
        done = subprocess.run(["apt-get", *args], cwd=cwd, text=True, capture_output=True,
                              env={**os.environ, "APT_CONFIG": str(self.config), "LC_ALL": "C"})
        if done.returncode != 0:
            raise SetupError(f"apt-get {' '.join(args[:4])} … failed:\n{done.stderr.strip()[-1500:]}",
                             "Check that the network and the Debian mirror in /etc/apt are reachable, then run "
                             "scripts/setup again: what was fetched is kept.")
        return done.stdout

    def update(self) -> None:
        self._write_state()
        say(f"reading the package index of {self.suite}")
        self.run("update", "-q")
        (self.folder / "updated").write_text(str(time.time()))

    def ensure_index(self) -> None:
        if not (self.folder / "updated").exists():
            self.update()

    # -- fetching --------------------------------------------------------------------------------
    def fetch(self, rows: list, downloads: pathlib.Path) -> None:
        """Every row's file is in `downloads` afterwards and has the SHA-256 that the manifest says."""
        downloads.mkdir(parents=True, exist_ok=True)
        missing = [row for row in rows if not (downloads / row["file"]).exists()]
        if missing:
            self.ensure_index()
            say("fetching " + ", ".join(row["package"] for row in missing))
            try:
                self._download(missing, downloads)
            except SetupError:
                self.update()  # an index older than the mirror's files; once more with a fresh one
                self._download(missing, downloads)
        for row in rows:
            verify(downloads / row["file"], row["sha256"])

    def _download(self, rows: list, downloads: pathlib.Path) -> None:
        binaries = [f"{row['package']}={row['version']}" for row in rows if row["kind"] == "deb"]
        if binaries:
            self.run("download", "-q", *binaries, cwd=downloads)
        for row in rows:
            if row["kind"] == "source":
                self.run("source", "-q", "--download-only", "--only-source", "--tar-only",
                         f"{row['package']}={row['version']}", cwd=downloads)
        for row in rows:
            if not (downloads / row["file"]).exists():
                raise SetupError(f"{row['package']} {row['version']} did not arrive as {row['file']}.",
                                 "The mirror no longer has that version: see scripts/setup --relock.")

    def newest(self, row: dict) -> dict:
        """version, file and SHA-256 of what the index has now, for relocking."""
        if row["kind"] == "deb":
            out = self.run("download", "--print-uris", row["package"])
        else:
            out = self.run("source", "--print-uris", "--download-only", "--only-source", "--tar-only", row["package"])
        uri, name, _size, digest = next(l for l in out.splitlines() if l.startswith("'")).split(" ")[:4]
        if row["kind"] == "deb":
            version = name.split("_")[1].replace("%3a", ":")
        else:
            shown = self.run("source", "--print-uris", "--download-only", "--only-source", "--dsc-only", row["package"])
            dsc = next(l for l in shown.splitlines() if l.startswith("'")).split(" ")[1]
            version = dsc.removesuffix(".dsc").split("_", 1)[1]
        return {**row, "version": version, "file": name, "sha256": digest.removeprefix("SHA256:")}


def verify(path: pathlib.Path, expected: str) -> None:
    got = sha256_of(path)
    if got == expected:
        return
    bad = path.with_name(path.name + ".rejected")
    path.replace(bad)
    raise SetupError(f"{path.name} has the wrong SHA-256.\n  expected {expected}\n  got      {got}",
                     f"The file was moved to {bad}. Run scripts/setup again to fetch it anew; if it is wrong again, "
                     "do not use it: the mirror serves another file than the one that scripts/deps.json pins.")
