"""What tests of the Bug lab read and choose on its page."""


def twins(app):
    return app.session.bug_lab.twins


def choose(app, bug):
    app.choose("bug_lab_bug", bug)


def texts(app):
    """All text of the page but the board's."""
    nodes = [*app.test.markdown, *app.test.caption, *app.test.info, *app.test.success]
    nodes += [*app.test.error, *app.test.warning]
    return [node.value for node in nodes]
