//! A web server before a master, as most have: nginx with TLS, the master under a path.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::{live, master::Master};

/// A running nginx that passes on what is below its path to a master. It ends when dropped.
#[derive(Debug)]
pub struct Front {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Front {
    /// Starts it on a free port of both loopback addresses, with a certificate for `localhost`, 127.0.0.1 and ::1.
    ///
    /// # Panics
    ///
    /// Panics if it does not start; it needs Debian's `nginx-light`.
    #[must_use]
    #[track_caller]
    pub fn of(master: &Master) -> Self {
        let folder = tempfile::Builder::new().prefix("front-").tempdir_in(live::run_folder());
        let folder = folder.unwrap_or_else(|error| panic!("no folder for nginx: {error}"));
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
            ])
            .args(["-subj", "/CN=front", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-keyout", "key.pem", "-out", "cert.pem"])
            .current_dir(folder.path())
            .output()
            .unwrap_or_else(|error| panic!("openssl: {error}"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = listener.unwrap_or_else(|error| panic!("no free port: {error}")).port();
        let path = folder.path().join("nginx.conf");
        fs::write(&path, configuration(port, master.address()))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let child = Command::new("/usr/sbin/nginx")
            .arg("-p")
            .arg(folder.path())
            .args(["-e", "error.log", "-c"])
            .arg(&path)
            .stdin(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("/usr/sbin/nginx: {error}; install nginx-light"));
        let front = Self { child, folder, port };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return front;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("nginx does not listen: {}", front.log());
    }

    /// Where the master is, by a name or an address of this machine.
    #[must_use]
    pub fn url(&self, host: &str) -> String {
        format!("https://{host}:{}/ci/bb", self.port)
    }

    /// Who signed its certificate.
    #[must_use]
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// What it says of errors.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// As Buildbot's documentation advises for nginx, and nothing left where root would be needed.
fn configuration(port: u16, master: &str) -> String {
    format!(
        "daemon off;\npid nginx.pid;\nworker_processes 1;\nevents {{}}\n\
         http {{\n\
         access_log off;\nclient_body_temp_path body;\nproxy_temp_path proxy;\nfastcgi_temp_path fastcgi;\n\
         uwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n\
         map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}\n\
         server {{\n\
         listen 127.0.0.1:{port} ssl http2;\nlisten [::1]:{port} ssl http2;\n\
         ssl_certificate cert.pem;\nssl_certificate_key key.pem;\n\
         location /ci/bb/ {{\n\
         proxy_pass http://{master}/;\nproxy_http_version 1.1;\nproxy_set_header Host $host;\n\
         proxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection $connection_upgrade;\n\
         proxy_read_timeout 6000s;\n}}\n}}\n}}\n"
    )
}
