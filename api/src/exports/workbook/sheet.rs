//! A sheet: frozen headings, a width and a format a column, a filter over all rows; more rows than a sheet holds go on in
//! another.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::exports::error::ExportError;

/// Rows of a sheet below its headings: a round number below the 1,048,576 of the format.
const MAXIMUM_ROWS: u32 = 1_000_000;

/// The longest text of a cell, in characters.
const MAXIMUM_TEXT: usize = 32_000;

/// Ink of the headings.
const INK: Color = Color::RGB(0x1F_2D_3D);

/// Ground of the headings.
const GROUND: Color = Color::RGB(0xE8_EE_F3);

/// How a column shows what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Year,
    Dollars,
    Decimal,
    Degrees,
    Percent,
    Date,
}

/// A column: its heading, its width in characters, and what it holds.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) width: f64,
    pub(super) kind: Kind,
}

/// What a cell holds.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
}

/// Sheets of one name that rows are added to.
pub(super) struct SheetWriter<'a> {
    workbook: &'a mut Workbook,
    name: String,
    columns: Vec<Column>,
    formats: Vec<Format>,
    /// Index of the sheet that is being written, and the rows in it.
    sheet: usize,
    rows: u32,
    parts: usize,
}

impl<'a> SheetWriter<'a> {
    pub(super) fn new(workbook: &'a mut Workbook, name: String, columns: Vec<Column>) -> Result<Self, ExportError> {
        let formats = columns.iter().map(|column| column.kind.format()).collect();
        let mut writer = Self { workbook, name, columns, formats, sheet: 0, rows: 0, parts: 0 };
        writer.begin()?;
        Ok(writer)
    }

    /// Adds a row, a cell a column.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<(), ExportError> {
        if self.rows == MAXIMUM_ROWS {
            self.finish()?;
            self.begin()?;
        }
        self.rows += 1;
        let (row, sheet) = (self.rows, self.workbook.worksheet_from_index(self.sheet)?);
        for ((column, cell), format) in (0..).zip(cells).zip(&self.formats) {
            write_cell(sheet, row, column, cell, format)?;
        }
        Ok(())
    }

    /// Sets the filter over the rows of the sheet.
    pub(super) fn finish(&mut self) -> Result<(), ExportError> {
        let last = u16::try_from(self.columns.len() - 1).unwrap_or(u16::MAX);
        self.workbook.worksheet_from_index(self.sheet)?.autofilter(0, 0, self.rows.max(1), last)?;
        Ok(())
    }

    fn begin(&mut self) -> Result<(), ExportError> {
        self.parts += 1;
        self.rows = 0;
        let name = if self.parts == 1 { self.name.clone() } else { format!("{} {}", self.name, self.parts) };
        self.sheet = self.workbook.worksheets().len();
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 1)?.set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        let heading = heading();
        sheet.set_row_height(0, 32)?;
        for (column, described) in (0..).zip(&self.columns) {
            sheet.set_column_width(column, described.width)?;
            let heading =
                if described.kind.is_text() { heading.clone() } else { heading.clone().set_align(FormatAlign::Right) };
            sheet.write_string_with_format(0, column, &described.heading, &heading)?;
        }
        Ok(())
    }
}

fn heading() -> Format {
    Format::new()
        .set_bold()
        .set_font_color(INK)
        .set_background_color(GROUND)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(INK)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

impl Kind {
    fn is_text(self) -> bool {
        matches!(self, Self::Text)
    }

    fn format(self) -> Format {
        let pattern = match self {
            Self::Text => return Format::new().set_align(FormatAlign::Top),
            Self::Whole => "#,##0",
            Self::Year => "0",
            Self::Dollars => "#,##0 $",
            Self::Decimal => "#,##0.0",
            Self::Degrees => "0.000000",
            Self::Percent => "0.0%",
            Self::Date => "yyyy-mm-dd",
        };
        Format::new().set_num_format(pattern).set_align(FormatAlign::Top)
    }
}

/// Writes a cell; texts are always texts, whatever they begin with.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let end = text.char_indices().nth(MAXIMUM_TEXT).map_or(text.len(), |(end, _)| end);
            sheet.write_string_with_format(row, column, &text[..end], format)?;
        }
        Cell::Number(number) => {
            sheet.write_number_with_format(row, column, number, format)?;
        }
        Cell::Date(date) => {
            let (Ok(year), Ok(month), Ok(day)) =
                (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()))
            else {
                return Ok(());
            };
            sheet.write_datetime_with_format(row, column, &ExcelDateTime::from_ymd(year, month, day)?, format)?;
        }
    }
    Ok(())
}
