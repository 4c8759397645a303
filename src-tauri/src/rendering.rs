//! Chooses how WebKitGTK brings the page to the screen, before the web view exists.
//!
//! Without a GPU the default path (DMA-BUF) costs 110 to 230 ms for every key; switched off, a key takes about 10 ms.
//! With a GPU the default is right. So we look whether something draws in hardware here: a render node of a real
//! card, and a display server on this machine that can use it. Other systems' web views decide for themselves.
//! `COPYDESK_RENDERING=software` or `=gpu` has the last word; WebKit's own variable, when set, is left alone.

use std::path::PathBuf;

/// WebKitGTK's switch.
const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// The writer's own choice.
const CHOICE: &str = "COPYDESK_RENDERING";

/// What was found on this machine.
#[derive(Debug, Default, Clone)]
struct Machine {
    /// The switch is set already.
    switch_set: bool,
    /// `COPYDESK_RENDERING`.
    choice: Option<String>,
    /// Mesa was told to draw in software (`LIBGL_ALWAYS_SOFTWARE`, `GALLIUM_DRIVER`).
    mesa_software: bool,
    /// Kernel drivers of the render nodes that this user may open.
    drivers: Vec<String>,
    /// What shows the windows.
    display: Display,
}

/// What shows the windows.
#[derive(Debug, Default, Clone, PartialEq)]
enum Display {
    /// Wayland, or nothing known.
    #[default]
    Direct,
    /// An X server on this machine, by its program's name.
    X(String),
    /// An X server reached over a network.
    Remote,
}

/// Drivers of virtual machines' and test displays: a render node, but no card that draws.
const VIRTUAL_DRIVERS: &[&str] =
    &["vgem", "vkms", "virtio_gpu", "virtio-pci", "vmwgfx", "vboxvideo", "qxl", "bochs-drm", "cirrus"];

/// X servers that draw into memory.
const MEMORY_SERVERS: &[&str] =
    &["Xvfb", "Xvnc", "Xtigervnc", "Xtightvnc", "Xephyr", "Xorg-dummy", "x2goagent", "nxagent", "Xpra"];

/// Sets the switch when this machine draws in software.
///
/// To be called first of all in `main`, while the process has one thread.
#[cfg(target_os = "linux")]
pub fn prepare() {
    if without_dmabuf(&look()) {
        // SAFETY: `main` calls this before it starts any thread, so nobody reads the environment meanwhile.
        #[allow(unsafe_code)]
        unsafe {
            std::env::set_var(SWITCH, "1");
        }
    }
}

/// Nothing to choose outside Linux.
#[cfg(not(target_os = "linux"))]
pub fn prepare() {}

/// Whether the DMA-BUF path is to be switched off.
fn without_dmabuf(machine: &Machine) -> bool {
    if machine.switch_set {
        return false;
    }
    match machine.choice.as_deref() {
        Some("software") => return true,
        Some("gpu") => return false,
        _ => {}
    }
    let card = machine.drivers.iter().any(|driver| !VIRTUAL_DRIVERS.contains(&driver.as_str()));
    let display_draws = match &machine.display {
        Display::Direct => true,
        Display::X(server) => !MEMORY_SERVERS.contains(&server.as_str()),
        Display::Remote => false,
    };
    machine.mesa_software || !card || !display_draws
}

/// Reads what `without_dmabuf` decides by; takes well under a millisecond.
#[cfg(target_os = "linux")]
fn look() -> Machine {
    let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mesa_software = text("LIBGL_ALWAYS_SOFTWARE")
        .is_some_and(|v| v == "1" || v.eq_ignore_ascii_case("true"))
        || text("GALLIUM_DRIVER").is_some_and(|v| matches!(v.as_str(), "llvmpipe" | "softpipe"));
    let display = match (text("WAYLAND_DISPLAY"), text("DISPLAY")) {
        (None, Some(name)) => x_display(&name),
        _ => Display::Direct,
    };
    Machine {
        switch_set: std::env::var_os(SWITCH).is_some(),
        choice: text(CHOICE),
        mesa_software,
        drivers: render_drivers(),
        display,
    }
}

/// The X server behind a display name, found through its lock file, which holds its process number.
#[cfg(target_os = "linux")]
fn x_display(name: &str) -> Display {
    let Some(number) = local_display_number(name) else { return Display::Remote };
    let server = std::fs::read_to_string(format!("/tmp/.X{number}-lock"))
        .ok()
        .and_then(|pid| std::fs::read_to_string(format!("/proc/{}/comm", pid.trim())).ok());
    server.map_or(Display::Direct, |server| Display::X(server.trim().to_owned()))
}

/// `:1`, `:1.0` and `unix:1` are on this machine; `host:10.0` is not.
fn local_display_number(name: &str) -> Option<&str> {
    let (host, rest) = name.rsplit_once(':')?;
    matches!(host, "" | "unix").then(|| rest.split('.').next().unwrap_or(rest))
}

/// Kernel drivers of the render nodes that can be opened.
#[cfg(target_os = "linux")]
fn render_drivers() -> Vec<String> {
    let Ok(nodes) = std::fs::read_dir("/dev/dri") else { return Vec::new() };
    let open = |path: &PathBuf| std::fs::OpenOptions::new().read(true).write(true).open(path).is_ok();
    nodes
        .flatten()
        .map(|node| node.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("renderD")))
        .filter(open)
        .filter_map(|path| {
            let link = PathBuf::from("/sys/class/drm").join(path.file_name()?).join("device/driver");
            Some(std::fs::read_link(link).ok()?.file_name()?.to_string_lossy().into_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(drivers: &[&str], display: Display) -> Machine {
        Machine { drivers: drivers.iter().map(|d| (*d).to_owned()).collect(), display, ..Machine::default() }
    }

    fn x(server: &str) -> Display {
        Display::X(server.to_owned())
    }

    #[test]
    fn software_rendering_is_recognised() {
        let choice = |choice: &str, machine: Machine| Machine { choice: Some(choice.to_owned()), ..machine };
        for (what, machine, expected) in [
            ("a laptop on Wayland", machine(&["i915"], Display::Direct), false),
            ("a workstation with an X server", machine(&["amdgpu"], x("Xorg")), false),
            ("programs for X on Wayland", machine(&["xe"], x("Xwayland")), false),
            ("two cards, one virtual", machine(&["vgem", "nouveau"], Display::Direct), false),
            ("no render node", machine(&[], x("Xorg")), true),
            ("a virtual machine", machine(&["virtio_gpu"], Display::Direct), true),
            ("a test display on a machine with a card", machine(&["i915"], x("Xvfb")), true),
            ("a remote desktop", machine(&["i915"], x("Xtigervnc")), true),
            ("X over the network", machine(&["i915"], Display::Remote), true),
            (
                "Mesa told to draw in software",
                Machine { mesa_software: true, ..machine(&["i915"], Display::Direct) },
                true,
            ),
            ("the writer knows better: gpu", choice("gpu", machine(&[], x("Xvfb"))), false),
            (
                "the writer knows better: software",
                choice("software", machine(&["i915"], Display::Direct)),
                true,
            ),
            ("a word we do not know", choice("fast", machine(&["i915"], Display::Direct)), false),
            (
                "the switch is set already",
                Machine { switch_set: true, ..choice("software", machine(&[], x("Xvfb"))) },
                false,
            ),
        ] {
            assert_eq!(without_dmabuf(&machine), expected, "{what}");
        }
    }

    #[test]
    fn displays_over_the_network_are_told_apart() {
        for (name, expected) in [
            (":0", Some("0")),
            (":1.0", Some("1")),
            ("unix:3", Some("3")),
            ("localhost:10.0", None),
            ("far.example.org:0", None),
            ("nonsense", None),
        ] {
            assert_eq!(local_display_number(name), expected, "{name}");
        }
    }
}
