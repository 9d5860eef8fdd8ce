"""XML of documents without entities, without the network, and without endless depth."""

from typing import Any

from lxml import etree

from policy_corpus.formats.model import Job


def parse_xml(content: bytes, job: Job) -> Any:
    """The root element. Raises `NotReadable` when it is damaged or declares entities."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise job.refuse("内部已损坏，打不开。请用 Word 或 WPS 打开后另存为新的 .docx 再添加。") from error
    if root.getroottree().docinfo.doctype:
        # No word processor writes one; entities that grow without end are declared there.
        raise job.refuse("内部带有可疑的声明，没有打开。请用 Word 或 WPS 打开后另存为新的 .docx 再添加。")
    return root
