"""Threads: who answers whom, how deep, and what is left of what was withdrawn."""

from studycircle.documents.discussion import Comment, Said, Thread, threaded


def shape(comments):
    return [(one.key, one.to, shape(one.answers)) for one in comments]


def said(key, **more):
    return Comment(key, name=f"n{key}", words=key, **more)


def test_answers_hang_on_what_they_answer():
    made = threaded([(said("1"), ""), (said("2"), "1"), (said("3"), ""), (said("4"), "1"), (said("5"), "2")])
    assert shape(made) == [("1", "", [("2", "", [("5", "", [])]), ("4", "", [])]), ("3", "", [])]


def test_below_the_third_level_an_answer_says_whom_it_answers():
    made = threaded([(said(str(at)), str(at - 1) if at > 1 else "") for at in range(1, 6)])
    assert shape(made) == [("1", "", [("2", "", [("3", "", []), ("4", "n3", []), ("5", "n4", [])])])]


def test_of_a_withdrawn_comment_a_place_is_left_only_where_an_answer_hangs_on_it():
    gone, also = Comment("1", is_withdrawn=True), Comment("3", is_withdrawn=True)
    assert shape(threaded([(gone, ""), (said("2"), "1"), (also, "")])) == [("1", "", [("2", "", [])])]
    chain = [(gone, ""), (also, "1")]
    assert threaded(chain) == ()


def test_what_answers_a_comment_that_is_not_there_stands_by_itself():
    assert shape(threaded([(said("2"), "1")])) == [("2", "", [])]


def test_a_long_chain_is_no_trouble():
    made = threaded([(said(str(at)), str(at - 1) if at else "") for at in range(2000)])
    assert len(made[0].answers[0].answers) == 1998


def test_each_session_has_its_own():
    whole = Said("/c/", (Thread("a"), Thread("b", "book"), Thread("a", "", "q")))
    assert whole.on("a") == Said("/c/", (Thread("a"), Thread("a", "", "q")))
