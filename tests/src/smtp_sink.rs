//! A small SMTP server (RFC 5321) that keeps what it is given.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// What the server answers to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It takes it.
    Take,
    /// It does not take it now (451).
    Later,
    /// It never takes it (550).
    Never,
    /// It says nothing.
    Hang,
}

/// A message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenMessage {
    /// To whom, as the envelope says.
    pub recipients: Vec<String>,
    /// Its text (RFC 5322).
    pub raw: String,
}

/// A server that keeps what it is given, until the end of the test.
#[derive(Debug, Clone)]
pub struct SmtpSink {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    answer: Answer,
    messages: Vec<TakenMessage>,
    /// How many messages were sent, whatever was answered.
    sent: usize,
}

impl SmtpSink {
    /// A server that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let state = Arc::new(Mutex::new(State { answer: Answer::Take, messages: Vec::new(), sent: 0 }));
        let sink = Self { address: listener.local_addr().unwrap(), state: Arc::clone(&state) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&state);
                // A client that breaks off is no concern of the server's.
                tokio::spawn(async move { Session::serve(stream, state).await.ok() });
            }
        });
        sink
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Forgets what it was given so far.
    pub fn forget(&self) {
        let mut state = self.state.lock().unwrap();
        state.messages.clear();
        state.sent = 0;
    }

    /// From now on it answers so.
    pub fn answer(&self, answer: Answer) {
        self.state.lock().unwrap().answer = answer;
    }

    /// What it has taken so far.
    pub fn messages(&self) -> Vec<TakenMessage> {
        self.state.lock().unwrap().messages.clone()
    }

    /// How many messages were sent to it, taken or not.
    pub fn sent(&self) -> usize {
        self.state.lock().unwrap().sent
    }
}

struct Session {
    lines: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    state: Arc<Mutex<State>>,
}

impl Session {
    async fn serve(stream: TcpStream, state: Arc<Mutex<State>>) -> std::io::Result<()> {
        let (reader, writer) = stream.into_split();
        let mut session = Self { lines: BufReader::new(reader), writer, state };
        session.say("220 sink.test ESMTP").await?;
        let mut recipients = Vec::new();
        while let Some(line) = session.line().await? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            match verb.as_str() {
                "EHLO" => session.say("250-sink.test\r\n250 8BITMIME").await?,
                "HELO" | "MAIL" | "NOOP" => session.say("250 OK").await?,
                "RSET" => {
                    recipients.clear();
                    session.say("250 OK").await?;
                }
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                    recipients.push(address.to_owned());
                    session.say("250 OK").await?;
                }
                "DATA" => session.data(std::mem::take(&mut recipients)).await?,
                "QUIT" => return session.say("221 bye").await,
                _ => session.say("502 not known here").await?,
            }
        }
        Ok(())
    }

    async fn data(&mut self, recipients: Vec<String>) -> std::io::Result<()> {
        self.say("354 go on").await?;
        let mut raw = String::new();
        loop {
            // A message that breaks off is none.
            let Some(line) = self.line().await? else { return Ok(()) };
            if line == "." {
                break;
            }
            raw.push_str(line.strip_prefix('.').unwrap_or(&line));
            raw.push_str("\r\n");
        }
        let answer = {
            let mut state = self.state.lock().unwrap();
            state.sent += 1;
            if state.answer == Answer::Take {
                state.messages.push(TakenMessage { recipients, raw });
            }
            state.answer
        };
        match answer {
            Answer::Take => self.say("250 taken").await,
            Answer::Later => self.say("451 not now").await,
            Answer::Never => self.say("550 no such mailbox").await,
            Answer::Hang => std::future::pending().await,
        }
    }

    async fn line(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).await?;
        Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.writer.write_all(format!("{line}\r\n").as_bytes()).await
    }
}
