"""Makes every small mistake in an expression, one at a time."""

import ast


def mistakes(code):
    """Yield the expression with one mistake, every one in turn."""
    for place in range(len(list(ast.walk(ast.parse(code, mode="eval"))))):
        for mistake in MISTAKES:
            tree = ast.parse(code, mode="eval")
            node = list(ast.walk(tree))[place]
            wrong = mistake(node)
            if wrong is not None:
                yield Exchange(node, wrong).visit(tree)


class Exchange(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


def other_operator(node):
    others = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult}
    if isinstance(node, ast.BinOp) and type(node.op) in others:
        return ast.BinOp(node.left, others[type(node.op)](), node.right)
    return None


def other_order(node):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return ast.BinOp(node.right, ast.MatMult(), node.left)
    return None


def other_number(node):
    number = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    return ast.Constant(node.value + 1) if number else None


def without_call(node):
    called = isinstance(node, ast.Call) and node.args and ast.unparse(node.func)
    return node.args[0] if called and called != "np.stack" else None


MISTAKES = (
    other_operator,
    other_order,
    other_number,
    lambda node: node.left if isinstance(node, ast.BinOp) else None,
    lambda node: node.right if isinstance(node, ast.BinOp) else None,
    lambda node: node.operand if isinstance(node, ast.UnaryOp) else None,
    lambda node: (
        node.value if isinstance(node, ast.Attribute) and node.attr == "T" else None
    ),
    without_call,
    lambda node: ast.UnaryOp(ast.USub(), node) if isinstance(node, ast.BinOp) else None,
)
