//! Tells Cargo that words, templates and static files count: rust-i18n and rust-embed do not.

fn main() {
    for folder in ["locales", "templates", "static"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
