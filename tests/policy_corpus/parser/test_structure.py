"""Labels, headings, tables, annexes, closing paragraphs and broken lines."""

from policy_corpus.model import Document
from policy_corpus.parser import Role, account, parse_originals

_HEAD = "湖南省教育厅关于教师研修工作的通知\n湘教发〔2023〕8号\n各市州教育局：\n现就有关事项通知如下：\n"
_FOOT = "湖南省教育厅\n2023年3月1日\n"


def _parse(text: str, name: str = "invented.txt") -> Document:
    (document,) = parse_originals(text, name=name)
    return document


def _notice(body: str) -> Document:
    return _parse(_HEAD + body + _FOOT)


def _labels(document: Document) -> list[str]:
    return [provision.label for provision in document.provisions]


def _text(document: Document, label: str) -> str:
    return next(provision.text for provision in document.provisions if provision.label == label)


def test_label_paths_of_nested_sections() -> None:
    """一、（一）1.（1）① give 一, 一(一), 一(一)1, 一(一)1(1); text before the first child is the parent's."""
    document = _notice(
        "一、任务\n总的要求。\n（一）培训\n1．新教师\n新教师先培训。\n（1）集中培训三周。\n（2）跟岗一周。\n2．骨干教师\n分层培训。\n"
        "㈡研究\n开展研究。\n二、保障\n落实经费。\n"
    )
    assert _labels(document) == [
        "前言", "一", "一(一)1", "一(一)1(1)", "一(一)1(2)", "一(一)2", "一(二)", "二",
    ]  # fmt: skip
    nested = next(p for p in document.provisions if p.label == "一(一)1(2)")
    assert nested.heading_path == ("一、任务", "（一）培训", "1．新教师")
    assert next(p for p in document.provisions if p.label == "一(二)").heading_path[-1] == "(二)研究"


def test_numbers_that_run_on_across_sections() -> None:
    """若干措施 count 1. 2. 3. through all sections."""
    document = _notice("一、统筹\n1.统一规划。\n2.统一登记。\n二、落实\n3.分级培训。\n4.按月核对。\n")
    assert _labels(document) == ["前言", "一1", "一2", "二3", "二4"]
    assert not document.notes


def test_articles_that_begin_anew_in_each_chapter() -> None:
    """Restarting article numbers get the chapter in front."""
    document = _parse(
        "湖南省教师研修办法\n湘教发〔2023〕9号\n第一章 总则\n第一条 目的。\n第二条 范围。\n"
        "第二章 附则\n第一条 由省教育厅解释。\n第二条 自发布之日起施行。\n"
    )
    assert _labels(document) == ["第一章 第一条", "第一章 第二条", "第二章 第一条", "第二章 第二条"]


def test_short_first_sentences_become_headings() -> None:
    """㈠明确职责。区里要… has the heading (一)明确职责, and no character is lost."""
    text = _HEAD + "一、任务\n㈠明确职责。区里要统筹安排。\n㈡强化师资。学校要选派骨干。\n" + _FOOT
    document = _parse(text)
    assert [(p.label, p.heading_path, p.text) for p in document.provisions[1:]] == [
        ("一(一)", ("一、任务", "(一)明确职责"), "区里要统筹安排。"),
        ("一(二)", ("一、任务", "(二)强化师资"), "学校要选派骨干。"),
    ]
    headings = [segment.text for segment in account(text) if segment.role is Role.HEADING]
    assert headings == ["一、任务", "㈠明确职责。", "㈡强化师资。"]


def test_first_sentence_with_a_figure_stays_in_the_text() -> None:
    """A requirement is never hidden in a heading, and its siblings keep their first sentences too."""
    document = _notice("一、每年不少于72学时。逾期补训。\n二、经费保障。列入预算。\n")
    assert _text(document, "一") == "每年不少于72学时。逾期补训。"
    assert _text(document, "二") == "经费保障。列入预算。"


def test_enumeration_inside_a_paragraph_stays_inside() -> None:
    """一要…二要… and 1.…；2.… in the middle of a paragraph open no provisions."""
    document = _notice("一、经费\n一要足额到位；二要专款专用。包括：1.培训费；2.资料费。\n二、其他\n略。\n")
    assert _labels(document) == ["前言", "一", "二"]


def test_closing_paragraphs() -> None:
    """特此通知, words to all readers and a paragraph after a list are 结语."""
    listed = _notice(
        "一、达标机构\n长沙市 甲县教师进修学校\n株洲市 乙县教师进修学校\n"
        "按照评估办法的要求，本轮检查到此结束，各地要认真总结经验，不断改进工作。\n"
    )
    assert _labels(listed)[-1] == "结语"
    assert _text(listed, "一") == "长沙市 甲县教师进修学校\n株洲市 乙县教师进修学校"
    told = _notice("一、登记\n及时登记。\n各地在工作过程中遇到的情况，请与省教育厅联系。\n特此通知。\n")
    assert _labels(told) == ["前言", "一", "结语"]
    assert _text(told, "结语").endswith("特此通知。")


def test_document_without_numbers() -> None:
    """A plain notice is one provision 正文; its 特此通知 stays with it."""
    document = _notice("请按时报送名单。\n特此通知。\n")
    assert _labels(document) == ["正文"]


def test_tables_are_provisions() -> None:
    """A Markdown or tab-separated table is set apart, with its caption as heading."""
    document = _notice(
        "一、折算\n按表1折算。\n表1 学时折算标准\n| 项目 | 学时 |\n|---|---|\n| 讲座 | 4 |\n其他另行规定。\n"
        "二、其他\n略。\n培训安排表\n班次\t天数\n甲班\t5\n乙班\t10\n"
    )
    assert _labels(document) == ["前言", "一", "表1", "二", "表2"]
    table = document.provisions[2]
    assert table.heading_path == ("一、折算", "表1 学时折算标准")
    assert table.text.startswith("| 项目 | 学时 |")
    assert _text(document, "一") == "按表1折算。\n其他另行规定。"
    assert document.provisions[4].heading_path[-1] == "培训安排表"


def test_regulation_printed_after_the_notice_without_the_word_annex() -> None:
    """印发 notices carry their regulation behind the date: it is 附件."""
    document = _parse(
        "湖南省教育厅关于印发《湖南省教师研修办法》的通知\n湘教发〔2023〕8号\n各市州教育局：\n"
        "现将《湖南省教师研修办法》印发给你们，请遵照执行。\n"
        + _FOOT
        + "湖南省教师研修办法\n第一章 总则\n第一条 为了研修，制定本办法。\n"
        "第二条 本办法自2023年5月1日起施行，有效期5年。\n"
    )
    assert _labels(document) == ["前言", "附件 第一条", "附件 第二条"]
    assert document.provisions[1].heading_path == ("湖南省教师研修办法", "第一章 总则")
    assert (str(document.effective), str(document.expires)) == ("2023-05-01", "2028-04-30")


def test_titles_broken_over_several_lines() -> None:
    """Both the notice's title and that of the text it carries are put together again."""
    document = _parse(
        "湘教发〔2023〕8号\n湖南省教育厅关于印发\n《湖南省“十四五”时期教师研修工作\n实施意见》的通知\n各市州教育局：\n"
        "现将《湖南省“十四五”时期教师研修工作实施意见》印发给你们，请贯彻落实。\n"
        + _FOOT
        + "湖南省“十四五”时期教师研修工作\n实施意见\n一、目标\n全员研修。\n二、保障\n落实经费。\n"
    )
    assert document.title == "湖南省教育厅关于印发《湖南省“十四五”时期教师研修工作实施意见》的通知"
    assert _labels(document) == ["前言", "附件 一", "附件 二"]
    assert document.provisions[1].heading_path == ("湖南省“十四五”时期教师研修工作实施意见", "一、目标")


def test_listed_annexes_that_are_missing_are_told() -> None:
    """A list of annexes or file links is no provision; a note says that the annexes are not there."""
    document = _parse(
        _HEAD + "一、登记\n及时登记。\n附件：1.登记表\n2.汇总表\n" + _FOOT + "附件1.登记表.docx\n附件2.汇总表.xlsx\n"
    )
    assert _labels(document) == ["前言", "一"]
    assert any("附件" in note for note in document.notes)


def test_broken_lines_are_rejoined() -> None:
    """A line that starts with a comma, and text wrapped at a fixed width, become whole sentences again."""
    document = _notice("一、编制\n整合后的中心\n，不提高规格\n，不增加人员。\n二、其他\n略。\n")
    assert _text(document, "一") == "整合后的中心，不提高规格，不增加人员。"
    words = "坚持统筹规划坚持按需施训坚持注重实效坚持改革创新坚持质量为先"
    wrapped = "\n".join([words] * 8) + "\n到期完成。\n"
    assert "\n" not in _text(_notice("一、要求\n" + wrapped + "二、其他\n略。\n"), "一")


def test_markdown_marks_do_not_reach_the_text() -> None:
    """Heading marks, bold, bullets and escapes are markup."""
    document = _parse(
        "# 湖南省教育厅关于教师研修工作的通知\n\n**湘教发〔2023〕8号**\n\n各市州教育局：\n\n"
        "## **一、任务**\n\n1\\. 先培训。\n\n2\\. 再上岗。\n\n## 二、保障\n\n- 落实经费。\n\n"
        "湖南省教育厅\n\n2023年3月1日\n",
        "invented.md",
    )
    assert [(p.label, p.text) for p in document.provisions] == [
        ("一1", "先培训。"),
        ("一2", "再上岗。"),
        ("二", "落实经费。"),
    ]
    assert document.number == "湘教发〔2023〕8号"


def test_repeated_number_keeps_labels_unique() -> None:
    """A number printed twice gets [2] and a note for the administrator."""
    document = _notice("一、任务\n（一）甲。\n（二）乙。\n（二）丙。\n二、保障\n略。\n")
    assert _labels(document) == ["前言", "一(一)", "一(二)", "一(二)[2]", "二"]
    assert any("一(二)" in note for note in document.notes)


def test_missing_article_is_told() -> None:
    """A gap in the numbers is kept and noted."""
    document = _parse(
        "湖南省教师研修办法\n湘教发〔2023〕9号\n第一条 为了规范研修，制定本办法。\n第二条 适用于全省。\n"
        "第四条 自发布之日起施行。\n"
    )
    assert _labels(document) == ["第一条", "第二条", "第四条"]
    assert any("第四条" in note for note in document.notes)


def test_articles_in_the_middle_of_a_line() -> None:
    """An article, or the first after a chapter heading, that was left in mid-line is found; references are not."""
    document = _parse(
        "湖南省教师研修办法\n湘教发〔2023〕9号\n第一章 总则 第一条 为了规范研修，制定本办法。\n"
        "第二条 登记办法另定。第三条学时由学校登记。第三条规定的学时每年核对。\n第四条 本办法自发布之日起施行。\n"
    )
    assert _labels(document) == ["第一条", "第二条", "第三条", "第四条"]
    assert document.provisions[0].heading_path == ("第一章 总则",)
    assert _text(document, "第三条") == "学时由学校登记。第三条规定的学时每年核对。"


def test_contents_are_not_provisions() -> None:
    """A table of contents in front of the text yields no provisions."""
    document = _parse(
        "湖南省教师研修办法\n湘教发〔2023〕9号\n目  录\n第一章 总则\n第二章 附则\n第一章 总则\n"
        "第一条 为了规范研修，制定本办法。\n第二章 附则\n第二条 自发布之日起施行。\n"
    )
    assert _labels(document) == ["第一条", "第二条"]


def test_several_laws_in_one_file() -> None:
    """Two laws one after another are two documents."""
    one = (
        "# 湖南省{}条例\n\n2015年2月11日 湖南省第十二届人民代表大会常务委员会第十九次会议通过\n\n"
        "第一条 目的。\n\n第二条 施行。\n\n"
    )
    documents = parse_originals(one.format("教育督导") + one.format("终身教育"), name="laws.md")
    assert [document.title for document in documents] == ["湖南省教育督导条例", "湖南省终身教育条例"]
    assert [len(document.provisions) for document in documents] == [2, 2]


def test_several_notices_in_one_file() -> None:
    """A second number under a second title begins a second document, letterhead and all."""
    second = _HEAD.replace("研修工作", "考核工作").replace("8号", "9号")
    body = "一、登记\n各培训机构要及时登记学时，按月核对，并于年底前汇总报送省教育厅备案，不得虚报、漏报。\n"
    documents = parse_originals(_HEAD + body + _FOOT + second + body + _FOOT, name="two.txt")
    assert [document.number for document in documents] == ["湘教发〔2023〕8号", "湘教发〔2023〕9号"]
    assert {segment.document for segment in account(_HEAD + body + _FOOT + second + body + _FOOT)} == {0, 1}
