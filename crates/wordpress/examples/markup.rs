//! Prints a Markdown body as a blog would store it: `cargo run -p wordpress --example markup -- [--classic] FILE...`.
//! Several files are written beside each other as `NAME.html` into the folder given by `--into FOLDER`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let (mut classic, mut into, mut files) = (false, None, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--classic" => classic = true,
            "--into" => into = arguments.next(),
            _ => files.push(argument),
        }
    }
    for file in files {
        let text = String::from_utf8_lossy(&std::fs::read(&file)?).into_owned();
        // Front matter is not the markup's business.
        let body = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .map_or(&*text, |(_, body)| body);
        let pictures = blog::PictureMap::new();
        let markup = if classic {
            wordpress::markup::classic(body, &pictures)
        } else {
            wordpress::markup::blocks(body, &pictures)
        };
        match &into {
            Some(folder) => {
                let name = Path::new(&file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
                std::fs::write(Path::new(folder).join(name + ".html"), markup)?;
            }
            None => println!("{markup}"),
        }
    }
    Ok(())
}
