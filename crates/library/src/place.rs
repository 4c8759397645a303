//! What kind of disk a folder lies on: whether another computer can change it without this one hearing of it.

use std::path::Path;

/// Whether the folder lies on a network or in a shared folder of a virtual machine, as far as the system says.
#[cfg(target_os = "linux")]
pub(crate) fn is_remote(folder: &Path) -> bool {
    // Bytes that are no UTF-8 stand in some mount points; they can only hide that one.
    let mounts = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
    let mounts = String::from_utf8_lossy(&mounts);
    kind(&mounts, folder).is_some_and(is_remote_kind)
}

/// Whether the folder lies on a network, as far as the system says.
#[cfg(target_os = "macos")]
pub(crate) fn is_remote(folder: &Path) -> bool {
    /// `MNT_LOCAL` of <sys/mount.h>: "file system is stored locally".
    const LOCAL: u32 = 0x1000;
    rustix::fs::statfs(folder).is_ok_and(|found| found.f_flags & LOCAL == 0)
}

/// Whether the folder lies on a network: connected drives, too, have a server's name once their path is resolved.
#[cfg(windows)]
pub(crate) fn is_remote(folder: &Path) -> bool {
    use std::path::{Component, Prefix};
    let first = folder.components().next();
    matches!(first, Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)))
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(crate) fn is_remote(_: &Path) -> bool {
    false
}

/// The kind of file system a folder lies on, from the lines of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
#[cfg(any(target_os = "linux", test))]
fn kind<'a>(mounts: &'a str, folder: &Path) -> Option<&'a str> {
    let mut found: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((left, right)) = line.split_once(" - ") else { continue };
        let (Some(place), Some(kind)) = (left.split(' ').nth(4), right.split(' ').next()) else { continue };
        let place = unescaped(place);
        let depth = Path::new(&place).components().count();
        // Of several at one place the last one is seen.
        if folder.starts_with(&place) && found.is_none_or(|(deepest, _)| depth >= deepest) {
            found = Some((depth, kind));
        }
    }
    found.map(|(_, kind)| kind)
}

/// Blanks stand as `\040` there.
#[cfg(any(target_os = "linux", test))]
fn unescaped(place: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .into_iter()
        .fold(place.to_owned(), |place, (from, to)| place.replace(from, to))
}

/// Kinds behind which another computer (or the host of this one) may write.
#[cfg(any(target_os = "linux", test))]
fn is_remote_kind(kind: &str) -> bool {
    const REMOTE: [&str; 17] = [
        "9p", "afs", "ceph", "cifs", "coda", "davfs", "drvfs", "fuse", "lustre", "ncpfs", "nfs", "nfs4",
        "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs",
    ];
    // `fuseblk` is a disk of this computer; any other program behind FUSE may be a network.
    REMOTE.contains(&kind) || kind.starts_with("fuse.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /home/me/nas rw,relatime shared:7 - nfs4 nas:/posts rw
31 22 0:27 / /home/me/My\\040Blog rw shared:8 - fuse.sshfs me@host:/ rw
32 22 0:28 / /media/stick rw shared:9 - fuseblk /dev/sdb1 rw
33 30 0:29 / /home/me/nas/local rw - ext4 /dev/sdc1 rw
34 22 0:30 / /over rw - ext4 /dev/sdd1 rw
35 22 0:31 / /over rw - cifs //server/share rw
a line that is none";

    #[test]
    fn the_disk_below_a_folder_is_found() {
        for (folder, expected, remote) in [
            ("/home/me/posts", "ext4", false),
            ("/home/me/nas", "nfs4", true),
            ("/home/me/nas/posts", "nfs4", true),
            ("/home/me/nassau", "ext4", false),
            ("/home/me/nas/local/posts", "ext4", false),
            ("/home/me/My Blog/posts", "fuse.sshfs", true),
            ("/media/stick/posts", "fuseblk", false),
            ("/over/posts", "cifs", true),
        ] {
            let found = kind(MOUNTS, Path::new(folder)).unwrap();
            assert_eq!((found, is_remote_kind(found)), (expected, remote), "{folder}");
        }
        assert_eq!(kind("", Path::new("/a")), None);
    }
}
