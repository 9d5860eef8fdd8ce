"""A ZIP of documents: each file is read by itself, a ZIP inside is opened once. A page with its attachments is one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from policy_corpus.formats.archive import Archive, is_odd, opened, shown_name
from policy_corpus.formats.bundle import Bundle, unpacked
from policy_corpus.formats.detect import Kind, detect
from policy_corpus.formats.model import Extracted, Job, Missing, NotReadable, Part

ReadOne = Callable[[bytes, Kind, Job], Extracted]
_HIDDEN = ("__MACOSX", ".")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(slots=True)
class _Reading:
    """What has been read of the files that came together, and what could not be."""

    read_one: ReadOne
    parts: list[Part] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def take(self, name: str, read: Callable[[], bytes], job: Job, address: str = "", *, nested: bool = False) -> None:
        """Read one file, or the files of a ZIP that it is; what cannot be read is noted."""
        inner = replace(job, name=name)
        try:
            content = read()
            kind = detect(content, inner)
            if kind is not Kind.ZIP:
                self.parts.append(Part(name, self.read_one(content, kind, inner), address))
            elif nested:
                raise inner.refuse("在压缩包里又套了两层以上。请解压后再添加。")
            else:
                with opened(content, inner) as archive:
                    files = list(self.files(archive, f"{name}/"))
                    if len(self.parts) + len(files) > job.limits.files:
                        raise inner.refuse(f"里的文件太多，一次最多读 {job.limits.files} 个。请单独添加这个压缩包。")
                    for below, read_below in files:
                        self.take(below, read_below, job, address, nested=True)
        except NotReadable as error:
            self.missing.append(Missing(name, str(error), address))

    def files(self, archive: Archive, folder: str = "") -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Name and reader of each file in the order of their names; what plays tricks with its name is noted."""
        named = [(shown_name(entry), entry) for entry in archive.entries if not entry.is_dir()]
        for name, entry in sorted(named, key=lambda one: one[0]):
            pieces = name.replace("\\", "/").split("/")
            if is_odd(entry, name):
                sentence = "名称里带有可疑的路径或是链接，没有读取。请解压后单独添加。"
                self.missing.append(Missing(folder + pieces[-1], f"“{folder}{pieces[-1]}”{sentence}"))
            elif not any(piece.startswith(_HIDDEN) for piece in pieces) and pieces[-1].lower() not in _SYSTEM:
                yield folder + "/".join(pieces), partial(archive.read, entry)


def read_zip(content: bytes, job: Job, read_one: ReadOne) -> Extracted:
    """All files of a ZIP, in the order of their names. Raises `NotReadable` when not one can be read."""
    bundle = unpacked(content, job)
    if bundle is not None:
        return _read_page(bundle, job, read_one)
    reading = _Reading(read_one)
    with opened(content, job) as archive:
        files = list(reading.files(archive))
        if len(files) > job.limits.files:
            raise job.refuse(f"里有 {len(files)} 个文件，一次最多读 {job.limits.files} 个。请拆成几个压缩包再添加。")
        for done, (name, read) in enumerate(files):
            job.step("读取压缩包", done, len(files))
            reading.take(name, read, job)
    if not reading.parts:
        why = reading.missing[0].sentence if reading.missing else "里面没有文件。请检查是否选对了压缩包。"
        raise job.refuse(f"里没有能读的文件：{why}")
    return Extracted("", Kind.ZIP, (), tuple(reading.parts), tuple(reading.missing))


def _read_page(bundle: Bundle, job: Job, read_one: ReadOne) -> Extracted:
    """A page and its attachments. Raises `NotReadable` when the page cannot be read, and no attachment either."""
    reading = _Reading(read_one)
    page, why = replace(job, name=bundle.name), ""
    try:
        found = read_one(bundle.page, detect(bundle.page, page), page)
    except NotReadable as error:  # its text may all be in the attachments
        found, why = Extracted("", Kind.HTML), str(error)
    reading.parts.append(Part(bundle.name, found, bundle.address))
    for done, enclosed in enumerate(bundle.enclosed):
        job.step("读取附件", done, len(bundle.enclosed))
        if enclosed.reason:
            reading.missing.append(Missing(enclosed.title, enclosed.reason, enclosed.address, fetched=False))
        else:
            reading.take(enclosed.title, partial(bytes, enclosed.content), job, enclosed.address)
    if not any(part.extracted.text for part in reading.parts):
        raise NotReadable("".join((why, *(missing.sentence for missing in reading.missing[:1]))))
    return Extracted("", "page", (), tuple(reading.parts), tuple(reading.missing), hints=found.hints)
