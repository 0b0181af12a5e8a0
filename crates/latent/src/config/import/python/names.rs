//! What is below a piece of Python: its parts, and the names that it sets.

use ruff_python_ast::{
    Expr, ExprContext, Stmt,
    visitor::{self, Visitor},
};

/// The statements and expressions right below one.
#[derive(Default)]
pub(super) struct Parts<'a> {
    pub(super) statements: Vec<&'a Stmt>,
    pub(super) expressions: Vec<&'a Expr>,
}

impl<'a> Parts<'a> {
    pub(super) fn of_statement(statement: &'a Stmt) -> Self {
        let mut parts = Self::default();
        visitor::walk_stmt(&mut parts, statement);
        parts
    }

    pub(super) fn of_expression(expression: &'a Expr) -> Self {
        let mut parts = Self::default();
        visitor::walk_expr(&mut parts, expression);
        parts
    }
}

impl<'a> Visitor<'a> for Parts<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.statements.push(statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.expressions.push(expression);
    }
}

/// Lists the names that statements set, or change by a method.
pub(super) fn set_by(body: &[Stmt]) -> Vec<String> {
    let mut set = Set(Vec::new());
    visitor::walk_body(&mut set, body);
    set.0
}

struct Set(Vec<String>);

impl<'a> Visitor<'a> for Set {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if name.ctx != ExprContext::Load => self.0.push(name.id.to_string()),
            Expr::Attribute(attribute) => {
                if let Expr::Name(name) = &*attribute.value {
                    self.0.push(name.id.to_string());
                }
            }
            Expr::Subscript(subscript) if subscript.ctx != ExprContext::Load => {
                if let Expr::Name(name) = &*subscript.value {
                    self.0.push(name.id.to_string());
                }
            }
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }
}
