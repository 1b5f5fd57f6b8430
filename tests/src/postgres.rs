//! A throw-away PostgreSQL cluster for one test process.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

/// A running cluster that listens on a Unix socket only.
#[derive(Debug)]
pub(crate) struct Cluster {
    directory: PathBuf,
    databases: AtomicUsize,
    _guard: Child,
}

/// The cluster of this test process, started on the first call. Without PostgreSQL's programs there is none: that is
/// said once on the standard error, or is a failure where `RIVERAIN_REQUIRE_POSTGRES=1`.
pub(crate) fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let start = || {
        let Some(programs) = server_programs() else {
            let required = std::env::var_os("RIVERAIN_REQUIRE_POSTGRES").is_some_and(|value| value == "1");
            assert!(!required, "RIVERAIN_REQUIRE_POSTGRES=1, but PostgreSQL's initdb and pg_ctl are not found");
            // Not eprintln!: the test harness would swallow it.
            std::io::stderr().write_all(SKIPPED).unwrap();
            return None;
        };
        Some(Cluster::start(&programs))
    };
    CLUSTER.get_or_init(start).as_ref()
}

const SKIPPED: &[u8] = b"PostgreSQL is not installed: the PostgreSQL half of the tests is SKIPPED.\n";

impl Cluster {
    /// The URL of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.directory.display())
    }

    /// A name that no database of the cluster has.
    pub(crate) fn new_database_name(&self) -> String {
        format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed))
    }

    fn start(programs: &Path) -> Self {
        let directory = TempDir::with_prefix("riverain-postgres-").unwrap().keep();
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&directory));
        }
        let data = directory.join("data");
        let guard = spawn_guard(programs, &directory, &data);
        run(server_program(programs, "initdb", &directory)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"])
            .arg("--pgdata")
            .arg(&data));
        let settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c fsync=off -c synchronous_commit=off \
             -c full_page_writes=off -c max_connections=300",
            directory.display()
        );
        run(server_program(programs, "pg_ctl", &directory)
            .arg("--pgdata")
            .arg(&data)
            .arg("--log")
            .arg(directory.join("log"))
            .args(["--wait", "--options", &settings, "start"]));
        Self { directory, databases: AtomicUsize::new(0), _guard: guard }
    }
}

/// Stops the cluster and removes its files when this process is gone, however it ends: the guard waits for the end of
/// a pipe that only this process holds open.
fn spawn_guard(programs: &Path, directory: &Path, data: &Path) -> Child {
    let stop = server_program(programs, "pg_ctl", directory);
    let mut guard = Command::new("sh");
    guard
        .args(["-c", r#"cat; directory=$1; shift; "$@"; rm -rf "$directory""#, "guard"])
        .arg(directory)
        .arg(stop.get_program())
        .args(stop.get_args())
        .arg("--pgdata")
        .arg(data)
        .args(["--mode=immediate", "stop"])
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // An interrupt typed at the terminal must not reach it.
        .process_group(0);
    guard.spawn().unwrap()
}

/// A server program, which PostgreSQL refuses to run as root.
fn server_program(programs: &Path, name: &str, directory: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(programs.join(name));
        command
    } else {
        Command::new(programs.join(name))
    };
    command.current_dir(directory);
    command
}

fn server_programs() -> Option<PathBuf> {
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut installed: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    installed.sort();
    configured
        .into_iter()
        .chain(std::env::split_paths(&path))
        .chain(installed.into_iter().rev())
        .find(|directory| directory.join("initdb").is_file() && directory.join("pg_ctl").is_file())
}

fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n"))
}

fn run(command: &mut Command) {
    // pg_ctl leaves the server its standard output: into a pipe, the wait would never end.
    let errors = TempDir::new().unwrap();
    let path = errors.path().join("output");
    let file = std::fs::File::create(&path).unwrap();
    let status = command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file).status().unwrap();
    assert!(status.success(), "{command:?}: {status}: {}", std::fs::read_to_string(path).unwrap_or_default());
}
