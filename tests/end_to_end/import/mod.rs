//! Imports of requests, areas and streets out of files.

mod areas;
mod bad_files;
mod bad_rows;
mod interrupted;
mod requests;
mod reruns;
mod samples;
mod streets;
mod world;
