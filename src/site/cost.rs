//! What definitions cost: how much of a model's context they take, estimated from their
//! bytes. No tokenizer is asked, because every model has another one.

use crate::manifest::{Server, Tool};
use serde::Serialize;
use serde_json::Value;

/// Bytes that are taken for one token.
pub(crate) const BYTES_A_TOKEN: usize = 4;

/// What a client hands to the model of a tool.
#[derive(Serialize)]
struct Sent<'a> {
    name: &'a str,
    description: &'a str,
    input_schema: Option<&'a Value>,
}

/// Tokens that a tool's definition takes, about.
pub(crate) fn tokens(tool: &Tool) -> usize {
    let sent = Sent {
        name: &tool.name,
        description: tool.description.as_deref().unwrap_or_default(),
        input_schema: tool.input_schema.as_ref(),
    };
    // What was read as JSON can be written as JSON.
    serde_json::to_string(&sent).unwrap_or_default().len().div_ceil(BYTES_A_TOKEN)
}

/// What the definitions of a server take, in the order of its tools.
#[derive(Debug)]
pub(crate) struct Costs {
    /// Of each tool.
    pub(crate) each: Vec<usize>,
    /// Of all.
    pub(crate) total: usize,
}

impl Costs {
    /// What a server's definitions take.
    pub(crate) fn of(server: &Server) -> Costs {
        let each: Vec<usize> = server.tools.iter().map(tokens).collect();
        Costs { total: each.iter().sum(), each }
    }

    /// A tool's share of all, in words: `4 %`, `less than 1 %`.
    pub(crate) fn share(&self, tool: usize) -> String {
        match (self.each[tool] * 100).checked_div(self.total) {
            Some(share @ 1..) => format!("{share} %"),
            Some(0) | None => "less than 1 %".to_owned(),
        }
    }

    /// The heaviest tools, at most so many.
    pub(crate) fn heaviest(&self, most: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.each.len()).collect();
        order.sort_by_key(|i| (std::cmp::Reverse(self.each[*i]), *i));
        order.truncate(most);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_costs_a_quarter_of_what_is_sent() {
        let tool = Tool { name: "get".into(), ..Tool::default() };
        assert_eq!(r#"{"name":"get","description":"","input_schema":null}"#.len().div_ceil(4), tokens(&tool));
        let long = Tool { description: Some("x".repeat(400)), ..tool.clone() };
        assert_eq!(tokens(&long), tokens(&tool) + 100);
        let costs = Costs { each: vec![10, 985, 5], total: 1_000 };
        assert_eq!(costs.heaviest(2), [1, 0]);
        assert_eq!([0, 1, 2].map(|i| costs.share(i)), ["1 %", "98 %", "less than 1 %"]);
    }
}
