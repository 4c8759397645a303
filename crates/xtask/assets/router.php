<?php
// What a web server's rewrite rules do, for `php -S ... -t TREE router.php`: files from the shared tree, `wp-content` from
// the blog's own folder, everything else to WordPress. Before that, the fault that a test asked for.

$tree = $_SERVER['DOCUMENT_ROOT'];
$blog = getenv('BLOG_DIR');
// Not parse_url on the whole: a path that begins with two slashes would read as a host.
$path = rawurldecode('/' . ltrim(explode('?', $_SERVER['REQUEST_URI'], 2)[0], '/'));
if (str_contains($path, "\0") || in_array('..', explode('/', $path), true)) {
    http_response_code(400);
    return true;
}
foreach (glob("$blog/faults/*.json") as $file) {
    if (fault($file)) {
        return true;
    }
}

$file = file_for($path);
if (is_dir($file) && is_file("$file/index.php")) {
    if (!str_ends_with($path, '/')) {
        $query = $_SERVER['QUERY_STRING'] ?? '';
        header("Location: $path/" . ($query === '' ? '' : "?$query"), true, 301);
        return true;
    }
    $path .= 'index.php';
    $file = file_for($path);
}
if (is_file($file) && !str_ends_with($file, '.php')) {
    send_file($file);
    return true;
}
$info = null;
if (!is_file($file) && preg_match('~^(/(?:[^/]+/)*[^/]+\.php)(/.*)$~', $path, $found) && is_file($tree . $found[1])) {
    [, $path, $info] = $found;   // /index.php/wp-json/...
    $file = $tree . $path;
} elseif (!is_file($file)) {
    $path = '/index.php';
    $file = $tree . $path;
}
unset($_SERVER['PATH_INFO']);
if ($info !== null) {
    $_SERVER['PATH_INFO'] = $info;
}
$_SERVER['SCRIPT_NAME'] = $path;
$_SERVER['PHP_SELF'] = $path . $info;
$_SERVER['SCRIPT_FILENAME'] = $file;
chdir(dirname($file));
require $file;
return true;

function file_for(string $path): string
{
    global $tree, $blog;
    return rtrim((str_starts_with($path, '/wp-content/') ? $blog : $tree) . $path, '/');
}

function send_file(string $file): void
{
    $types = [
        'css' => 'text/css', 'js' => 'text/javascript', 'json' => 'application/json', 'html' => 'text/html', 'txt' => 'text/plain',
        'xml' => 'text/xml', 'png' => 'image/png', 'jpg' => 'image/jpeg', 'jpeg' => 'image/jpeg', 'gif' => 'image/gif',
        'webp' => 'image/webp', 'avif' => 'image/avif', 'svg' => 'image/svg+xml', 'ico' => 'image/x-icon', 'pdf' => 'application/pdf',
        'mp3' => 'audio/mpeg', 'mp4' => 'video/mp4', 'woff2' => 'font/woff2',
    ];
    header('Content-Type: ' . ($types[strtolower(pathinfo($file, PATHINFO_EXTENSION))] ?? 'application/octet-stream'));
    header('Content-Length: ' . filesize($file));
    if ($_SERVER['REQUEST_METHOD'] !== 'HEAD') {
        readfile($file);
    }
}

// A file in the blog's folder `faults` holds JSON; a test writes it, and the requests that it is meant for meet it:
//   user        only requests signed with this user's password; so tests that run at the same time do not disturb each other
//   match       only where "METHOD /address", and for XML-RPC the method's name behind it, has a match for this regular expression
//   once        true: only the first such request
//   strip_auth  true: the login is lost on the way, as some hosts do
//   delay_ms    how long to wait before anything happens
//   prefix      text that is sent before the real answer
//   status, headers, body   an answer instead of WordPress's
//   after       true: WordPress does its work, and only its answer is replaced
// Returns whether the answer has been given.
function fault(string $file): bool
{
    $fault = json_decode((string) @file_get_contents($file), true) ?: [];
    $request = $_SERVER['REQUEST_METHOD'] . ' ' . $_SERVER['REQUEST_URI'];
    // XML-RPC signs in its body.
    $call = str_ends_with($_SERVER['REQUEST_URI'], '/xmlrpc.php') ? (string) file_get_contents('php://input') : '';
    if (preg_match('~<methodName>([^<]*)</methodName>~', $call, $found)) {
        $request .= " $found[1]";
    }
    $signed = fn(string $user) => $user === ($_SERVER['PHP_AUTH_USER'] ?? null) || str_contains($call, "<string>$user</string>");
    if (isset($fault['user']) && !$signed($fault['user'])) {
        return false;
    }
    if (isset($fault['match']) && !preg_match('~' . str_replace('~', '\~', $fault['match']) . '~', $request)) {
        return false;
    }
    // Of several workers only the one that removes the file has met a fault that strikes once.
    if (!empty($fault['once']) && !@unlink($file)) {
        return false;
    }
    usleep(1000 * (int) ($fault['delay_ms'] ?? 0));
    if (!empty($fault['strip_auth'])) {
        unset($_SERVER['HTTP_AUTHORIZATION'], $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'], $_SERVER['REDIRECT_HTTP_AUTHORIZATION']);
    }
    echo $fault['prefix'] ?? '';
    if (empty($fault['status'])) {
        return false;
    }
    if (!empty($fault['after'])) {
        ob_start(function ($answer, $phase) use ($fault) {
            if (!($phase & PHP_OUTPUT_HANDLER_FINAL)) {
                return '';
            }
            header_remove();
            return answer($fault);
        });
        return false;
    }
    echo answer($fault);
    return true;
}

function answer(array $fault): string
{
    // WordPress may have written a status line of its own; only another line replaces it.
    header("HTTP/1.1 {$fault['status']} Fault", true, (int) $fault['status']);
    header('Content-Type: text/html');
    foreach ($fault['headers'] ?? [] as $header) {
        header($header);
    }
    return $fault['body'] ?? "<html><head><title>{$fault['status']}</title></head><body><h1>{$fault['status']}</h1></body></html>";
}
