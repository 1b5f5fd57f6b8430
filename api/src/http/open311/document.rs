//! Answers as GeoReport shapes them: the same content as JSON and as XML.

use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde_json::{Map, Value};

/// The content of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Nothing: `null`, or an empty element.
    Absent,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A whole number.
    Whole(usize),
    /// A yes or a no.
    Flag(bool),
    /// Named contents.
    Fields(Vec<(&'static str, Node)>),
    /// Contents that are each an element of this name.
    List(&'static str, Vec<Node>),
}

/// A whole answer: its content in an element of this name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    /// The name of the outermost element.
    pub(super) root: &'static str,
    /// The content.
    pub(super) content: Node,
}

impl Node {
    /// A text, where there is one.
    pub(super) fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text.into()))
    }

    fn json(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(number) => Value::from(*number),
            Self::Whole(number) => Value::from(*number),
            Self::Flag(flag) => Value::from(*flag),
            Self::Fields(fields) => Value::Object(
                fields.iter().map(|(name, node)| ((*name).to_owned(), node.json())).collect::<Map<_, _>>(),
            ),
            Self::List(_, nodes) => Value::Array(nodes.iter().map(Self::json).collect()),
        }
    }

    fn write<W: Write>(&self, writer: &mut Writer<W>, name: &str) -> std::io::Result<()> {
        let element = writer.create_element(name);
        match self {
            Self::Absent => element.write_empty(),
            Self::Text(text) => element.write_text_content(BytesText::new(&printable(text))),
            Self::Number(number) => element.write_text_content(BytesText::new(&number.to_string())),
            Self::Whole(number) => element.write_text_content(BytesText::new(&number.to_string())),
            Self::Flag(flag) => element.write_text_content(BytesText::new(&flag.to_string())),
            Self::Fields(fields) => element
                .write_inner_content(|writer| fields.iter().try_for_each(|(name, node)| node.write(writer, name))),
            Self::List(item, nodes) => {
                element.write_inner_content(|writer| nodes.iter().try_for_each(|node| node.write(writer, item)))
            }
        }
        .map(|_| ())
    }
}

impl Document {
    /// The answer as JSON.
    pub(super) fn json(&self) -> String {
        self.content.json().to_string()
    }

    /// The answer as XML.
    ///
    /// # Errors
    /// None: it is written to memory.
    pub(super) fn xml(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.content.write(&mut writer, self.root)?;
        Ok(writer.into_inner())
    }
}

/// A text without the characters that XML 1.0 has no way to write.
fn printable(text: &str) -> String {
    let is_printable = |letter: &char| match letter {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        letter => *letter >= ' ',
    };
    text.chars().filter(is_printable).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn both_forms_say_the_same_and_nothing_breaks_out_of_its_element() {
        let fields =
            vec![("name", Node::Text("<a> & \u{1}b".to_owned())), ("none", Node::Absent), ("n", Node::Number(1.5))];
        let document = Document { root: "things", content: Node::List("thing", vec![Node::Fields(fields)]) };
        let xml = String::from_utf8(document.xml().unwrap()).unwrap();
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><things><thing><name>&lt;a&gt; &amp; b</name><none/>\
                        <n>1.5</n></thing></things>";
        assert_eq!(xml, expected);
        assert_eq!(document.json(), r#"[{"n":1.5,"name":"<a> & \u0001b","none":null}]"#);
    }
}
