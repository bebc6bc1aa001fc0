//! Package managers over a small list.

use std::collections::BTreeMap;

use crate::{Packages, testing};

const DEBIAN: &str = "libc6 2.36-9 100 200 base\ncurl 7.88.1-10 315k 501k : libc6 libcurl4 ?ca-certificates\n 300k usr/bin/curl\n\
                      libcurl4 7.88.1-10 391k 850k : libc6\nca-certificates 20230311 150k 390k\n 219k etc/ssl/certs/ca-certificates.crt\n\
                      postgresql-17 17.6 1M 4M : @apt.postgresql.org\n";
const ALPINE: &str = "musl 1.2.5-r10 400k 650k base\nbusybox 1.37.0-r18 500k 950k base : musl\ncurl 8.14.1-r2 150k 260k : libcurl\n usr/bin/curl\n\
                      libcurl 8.14.1-r2 330k 620k : musl\n";
const NPM: &str =
    "express 4.21.2 60k 220k : accepts\naccepts 1.3.8 5k 17k\ntypescript 5.9.3 4M 23M\n bin/tsc\n";
const PYPI: &str = "flask 3.1.2 100k 400k : click\n bin/flask\nclick 8.3.0 100k 500k\n";

fn check(cases: &[(&str, &str)]) {
    let lists = [
        ("debian", DEBIAN),
        ("alpine", ALPINE),
        ("npm", NPM),
        ("pypi", PYPI),
        ("gems", "rake 13.3.1 40k 200k\n bin/rake\n"),
        ("crates", "cargo-chef 0.1.73 60k 9M\nripgrep 15.1.0 250k 5M\n bin/rg\n"),
        (
            "composer",
            "monolog/monolog 3.9.0 130k 600k : psr/log\npsr/log 3.0.2 5k 18k\nphpunit/phpunit 12.4.4 600k 3M\n bin/phpunit\n",
        ),
        (
            "maven",
            "org.slf4j:slf4j-api 2.0.17 70k 70k\nch.qos.logback:logback-classic 1.5.21 307k 307k : org.slf4j:slf4j-api\norg.apache.maven.plugins:maven-jar-plugin 3.4.2 30k 30k\norg.springframework.boot:spring-boot-starter 3.5.8 5k 5k : ch.qos.logback:logback-classic\n",
        ),
        ("nuget", "Dapper 2.1.66 500k 1M\ndotnet-ef 10.0.0 600k 2M\n bin/dotnet-ef\n"),
        ("conda", "blas 2.140 17k 30k\n"),
    ];
    let lists: BTreeMap<String, String> = lists.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let packages = Packages::new(lists);
    for (script, wanted) in cases {
        let system = "mkdir -p /lib/apk/db /etc/apk /etc/apt /var/lib/dpkg /usr/local/bin; echo https://dl-cdn.alpinelinux.org/alpine/v3.22/main > /etc/apk/repositories; \
                      echo 'deb http://deb.debian.org/debian bookworm main' > /etc/apt/sources.list; printf 'ID=debian\\nVERSION_CODENAME=bookworm\\n' > /etc/os-release; \
                      printf 'Package: libc6\\nStatus: install ok installed\\nVersion: 2.36-9\\n\\n' > /var/lib/dpkg/status; \
                      PATH=/bin:/usr/bin:/usr/local/bin; cd /work;";
        assert_eq!(
            testing::output_with(&format!("{system} {script}"), packages.clone()),
            *wanted,
            "{script}"
        );
    }
}

#[test]
fn apk() {
    let installed = "fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz\n(1/2) Installing libcurl (8.14.1-r2)\n\
                     (2/2) Installing curl (8.14.1-r2)\nExecuting busybox-1.37.0-r18.trigger\nOK: 2 MiB in 4 packages\n";
    check(&[
        (
            "apk add --no-cache curl; ls -l /usr/bin/curl | cut -c1-10; ls /var/cache/apk 2>/dev/null; cat /etc/apk/world",
            &format!("{installed}-rwxr-xr-x\ncurl\n"),
        ),
        (
            "apk add --no-cache nosuch",
            "fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz\nERROR: unable to select packages:\n  nosuch (no such package):\n    required by: world[nosuch]\n\
             (modelled: the catalog has no Alpine package `nosuch`; docs/catalog.md tells how to add it)\n[1]",
        ),
        (
            "apk add -q --no-cache --virtual .deps curl; ls /usr/bin; apk del .deps; ls /usr/bin; apk info",
            "curl\n(1/3) Purging .deps (20231114.221320)\n(2/3) Purging curl (8.14.1-r2)\n(3/3) Purging libcurl (8.14.1-r2)\nExecuting busybox-1.37.0-r18.trigger\nOK: 1 MiB in 2 packages\nbusybox\nmusl\n",
        ),
        ("apk -q update; ls /var/cache/apk | wc -l", "1\n"),
    ]);
}

#[test]
fn apt() {
    check(&[
        (
            "apt-get install -y curl",
            "Reading package lists...\nBuilding dependency tree...\nReading state information...\nE: Unable to locate package curl\n[100]",
        ),
        (
            "apt-get update -qq; apt-get install curl",
            "Reading package lists...\nBuilding dependency tree...\nReading state information...\nThe following additional packages will be installed:\n  ca-certificates libcurl4\n\
             The following NEW packages will be installed:\n  ca-certificates curl libcurl4\n0 upgraded, 3 newly installed, 0 to remove and 0 not upgraded.\n\
             Need to get 856 kB of archives.\nAfter this operation, 1741 kB of additional disk space will be used.\nDo you want to continue? [Y/n] Abort.\n[1]",
        ),
        (
            "apt-get update -qq && apt-get install -yqq --no-install-recommends curl >/dev/null 2>&1; ls /usr/bin; dpkg -s curl | head -n 2; dpkg-query -W; apt-mark showmanual; du -s /var/lib/apt/lists | cut -c1; \
             rm -rf /var/lib/apt/lists/*; apt-get install -y ca-certificates 2>&1 | tail -n 1",
            "curl\nPackage: curl\nStatus: install ok installed\ncurl\t7.88.1-10\nlibc6\t2.36-9\nlibcurl4\t7.88.1-10\ncurl\nlibc6\n1\nE: Unable to locate package ca-certificates\n",
        ),
        (
            "apt-get update -qq; apt-get install -yqq curl >/dev/null 2>&1; ls /var/cache/apt/archives; apt-get clean; ls /var/cache/apt/archives",
            "ca-certificates_20230311_amd64.deb\ncurl_7.88.1-10_amd64.deb\nlibcurl4_7.88.1-10_amd64.deb\n",
        ),
        (
            "apt-get update -qq; apt-get install -yqq curl >/dev/null 2>&1; apt-get purge -y --auto-remove curl | tail -n 3; ls /usr/bin",
            "Removing ca-certificates (20230311) ...\nRemoving curl (7.88.1-10) ...\nRemoving libcurl4 (7.88.1-10) ...\n",
        ),
        (
            "apt-get update -qq; apt-get -qq install postgresql-17 2>&1 | head -n 1; echo 'deb https://apt.postgresql.org/pub/repos/apt bookworm-pgdg main' >> /etc/apt/sources.list; apt-get -qq install postgresql-17 2>/dev/null | head -n 1",
            "E: Unable to locate package postgresql-17\nSelecting previously unselected package postgresql-17.\n",
        ),
        (
            "dpkg --compare-versions 1.10 gt 1.9 && dpkg --compare-versions 1.0~rc1 lt 1.0 && dpkg --print-architecture",
            "amd64\n",
        ),
    ]);
}

#[test]
fn languages() {
    check(&[
        (
            "echo '{\"dependencies\":{\"express\":\"^4.17.0\"},\"devDependencies\":{\"typescript\":\"^5.0.0\"}}' > package.json; npm install --omit=dev; ls node_modules; npm i; ls node_modules/.bin",
            "\nadded 2 packages, and audited 3 packages in 1s\n\nfound 0 vulnerabilities\naccepts\nexpress\n\nadded 3 packages, and audited 4 packages in 1s\n\nfound 0 vulnerabilities\ntsc\n",
        ),
        (
            "npm i -g nosuch 2>&1 | head -n 1; npm install -g typescript && ls /usr/local/bin",
            "npm error code E404\n\nadded 1 package in 1s\ntsc\n",
        ),
        (
            "echo '{\"dependencies\":{\"express\":\"^4\"}}' > package.json; yarn --frozen-lockfile || yarn | tail -n 1; grep -c express@ yarn.lock",
            "error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.\nDone in 1.00s.\n1\n",
        ),
        (
            "echo Flask==3.1.2 > r.txt; PIP_ROOT_USER_ACTION=ignore pip install --no-cache-dir -r r.txt; ls /usr/local/bin ~/.cache 2>/dev/null || true",
            "Collecting click\n  Downloading click-8.3.0-py3-none-any.whl (100 kB)\nCollecting flask\n  Downloading flask-3.1.2-py3-none-any.whl (100 kB)\nInstalling collected packages: click, flask\nSuccessfully installed click-8.3.0 flask-3.1.2\n/usr/local/bin:\nflask\n",
        ),
        (
            "pip install -r nosuch.txt; pip install nosuch",
            "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'nosuch.txt'\nERROR: Could not find a version that satisfies the requirement nosuch (from versions: none)\nERROR: No matching distribution found for nosuch\n(modelled: the catalog has no Python package `nosuch`; docs/catalog.md tells how to add it)\n[1]",
        ),
        (
            "go mod download; printf 'module a/b\\nrequire github.com/x/y v1.2.3\\n' > go.mod; echo 'package main' > main.go; go mod download; ls /go/pkg/mod/github.com/x; go build -o /bin/app . && stat -c %A /bin/app",
            "go: go.mod file not found in current directory or any parent directory; see 'go help modules'\ny@v1.2.3\n-rwxr-xr-x\n",
        ),
        (
            "printf '[package]\\nname = \"web\"\\n[dependencies]\\nserde = \"1.0\"\\n' > Cargo.toml; mkdir src; touch src/main.rs; cargo build --release 2>&1 | tail -n 1; stat -c %A target/release/web",
            "    Finished `release` profile [optimized] target(s) in 4.00s\n-rwxr-xr-x\n",
        ),
        (
            "gem install rake nosuch 2>&1 | head -n 1; echo \"gem 'rake'\" > Gemfile; bundle install | tail -n 2 | head -n 1",
            "ERROR:  Could not find a valid gem 'nosuch' (>= 0) in any repository\nBundle complete! 1 Gemfile dependencies, 1 gems now installed.\n",
        ),
        (
            "composer install; echo '{\"require\":{\"php\":\"^8\",\"monolog/monolog\":\"^3.2\"}}' > composer.json; composer install --no-dev 2>&1 | sed -n 3,5p",
            "Composer could not find a composer.json file in /work\nTo initialize a project, please create a composer.json file. See https://getcomposer.org/basic-usage\nPackage operations: 1 installs, 0 updates, 0 removals\n  - Downloading monolog/monolog (3.2)\n  - Installing monolog/monolog (3.2): Extracting archive\n",
        ),
        (
            "mvn package | tail -n 1; echo '<project><artifactId>web</artifactId><version>1.0</version></project>' > pom.xml; mvn -q package; ls target; echo > build.gradle; gradle build | tail -n 1; ls build/libs",
            "[ERROR] The goal you specified requires a project to execute but there is no POM in this directory (/work). Please verify you invoked Maven from the correct directory. -> [Help 1]\nclasses\nweb-1.0.jar\n5 actionable tasks: 5 executed\nwork.jar\n",
        ),
        (
            "printf '%s' '<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.4.0</version></parent><artifactId>web</artifactId><version>2</version><properties><own.version>7</own.version></properties><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter</artifactId></dependency><dependency><groupId>a.b</groupId><artifactId>own</artifactId><version>${own.version}</version></dependency></dependencies><build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>' > pom.xml; mvn -o -q package | grep -o 'in offline mode'; mvn -B dependency:go-offline | tail -n 2 | head -n 1; mvn -o package | tail -n 2 | head -n 1; ls target; cd ~/.m2/repository; ls a/b/own org/springframework/boot/spring-boot-starter; cd; mkdir d; cd d; jar -xf /work/target/web-2.jar; ls",
            "in offline mode\n[INFO] BUILD SUCCESS\n[INFO] BUILD SUCCESS\nclasses\nweb-2.jar\na/b/own:\n7\n\norg/springframework/boot/spring-boot-starter:\n3.4.0\njar: modelled: the archive's files are stand-ins\nBOOT-INF\nMETA-INF\n",
        ),
        (
            "printf \"implementation 'ch.qos.logback:logback-classic:1.5.21'\\n\" > build.gradle; gradle build --offline 2>&1 | grep -c 'No cached version of ch.qos.logback:logback-classic:1.5.21'; gradle build | tail -n 1; gradle build --offline | tail -n 1; ls ~/.gradle/caches/modules-2/files-2.1",
            "1\n5 actionable tasks: 5 executed\n5 actionable tasks: 5 executed\nch.qos.logback\norg.slf4j\n",
        ),
        (
            "dotnet build; echo '<Project><TargetFramework>net8.0</TargetFramework></Project>' > web.csproj; dotnet publish -o /out >/dev/null; ls /out",
            "MSBUILD : error MSB1003: Specify a project or solution file. The current working directory does not contain a project or solution file.\nweb\nweb.deps.json\nweb.dll\nweb.pdb\nweb.runtimeconfig.json\n",
        ),
    ]);
}

/// What is in no list fails with the manager's own message, and the model says that it is its list that ends.
#[test]
fn registries_of_languages_have_an_end() {
    check(&[
        (
            "cargo install ripgrep cargo-chef@0.1.60 2>&1 | grep Installed; ls ~/.cargo/bin; cargo install nosuch",
            "   Installed package `ripgrep v15.1.0` (executable `rg`)\n   Installed package `cargo-chef v0.1.60` (executable `cargo-chef`)\ncargo-chef\nrg\n\
             \x20   Updating crates.io index\nerror: could not find `nosuch` in registry `crates-io` with version `*`\n(modelled: the catalog has no program `nosuch` of crates.io; docs/catalog.md tells how to add it)\n[101]",
        ),
        (
            "composer require -q monolog/monolog phpunit/phpunit:^12.4 2>/dev/null; ls vendor vendor/bin; composer require no/such 2>&1 | sed -n 4p",
            "vendor:\nautoload.php\nbin\ncomposer\nmonolog\nphpunit\npsr\n\nvendor/bin:\nphpunit\n  Could not find a matching version of package no/such. Check the package spelling, your version constraint and that the package is available in a stability which matches your minimum-stability (stable).\n",
        ),
        (
            "echo '<Project></Project>' > web.csproj; dotnet add package dapper; cat web.csproj; dotnet tool install dotnet-ef; ls ~/.dotnet/tools; dotnet add package NoSuch",
            "info : PackageReference for package 'Dapper' version '2.1.66' added to file 'web.csproj'.\n<Project>  <ItemGroup>\n    <PackageReference Include=\"Dapper\" Version=\"2.1.66\" />\n  </ItemGroup>\n</Project>\n\
             You can invoke the tool using the following command: dotnet-ef\nTool 'dotnet-ef' was successfully installed.\ndotnet-ef\ninfo : Adding PackageReference for package 'NoSuch' into project 'web.csproj'.\nerror: There are no versions available for the package 'NoSuch'.\n(modelled: the catalog has no package `NoSuch` of NuGet; docs/catalog.md tells how to add it)\n[1]",
        ),
        (
            "mvn dependency:get -Dartifact=ch.qos.logback:logback-classic:1.5.20 | grep -c Downloaded; cd ~/.m2/repository; find . -name '*.jar' | sort; mvn -o dependency:get -Dartifact=no.such:thing:1 | tail -n 1",
            "4\n./ch/qos/logback/logback-classic/1.5.20/logback-classic-1.5.20.jar\n./org/slf4j/slf4j-api/2.0.17/slf4j-api-2.0.17.jar\n(modelled: the catalog has no artefact `no.such:thing` of Maven Central; docs/catalog.md tells how to add it)\n[ERROR] Failed to execute goal org.apache.maven.plugins:maven-dependency-plugin:3.9.0:get (default-cli) on project standalone-pom: Couldn't download artifact: Could not find artifact no.such:thing:jar:1 in central (https://repo.maven.apache.org/maven2) -> [Help 1]\n",
        ),
        (
            "CONDA_DIR=/opt/conda; export CONDA_DIR; mamba install -y 'conda-forge::blas=*=openblas' flask | tail -n 1; ls /opt/conda/conda-meta; mamba clean --all -f -y; ls /opt/conda/pkgs; mamba install -y nosuch",
            "Transaction finished\nblas-2.140-0.json\nclick-8.3.0-0.json\nflask-3.1.2-0.json\nerror    libmamba Could not solve for environment specs\n    The following package could not be installed\n    └─ nosuch =* * does not exist (perhaps a typo or a missing channel).\ncritical libmamba Could not solve for environment specs\n(modelled: the catalog has no conda package `nosuch`; docs/catalog.md tells how to add it)\n[1]",
        ),
    ]);
}

#[test]
fn tools_around_packages() {
    check(&[
        (
            "python -m venv /venv && ls /venv/bin; PATH=/venv/bin:$PATH pip install flask | tail -n 1; ls /venv/lib/python3.11/site-packages; python -c 'print(1)'",
            "activate\npip\npip3\npip3.11\npython\npython3\npython3.11\nSuccessfully installed click-8.3.0 flask-3.1.2\nclick\nclick-8.3.0.dist-info\nflask\nflask-3.1.2.dist-info\npip\n[not modelled: python: running Python]",
        ),
        (
            "CARGO_HOME=/c RUSTUP_HOME=/r rustup-init -y --default-toolchain 1.90.0 >/dev/null 2>&1; ls /c/bin /r/toolchains; rustup-init",
            "/c/bin:\ncargo\ncargo-clippy\ncargo-fmt\nclippy-driver\nrustc\nrustdoc\nrustfmt\nrustup\n\n/r/toolchains:\n1.90.0-x86_64-unknown-linux-gnu\n[not modelled: rustup-init: asking what to install; `-y` takes the defaults]",
        ),
        (
            "echo x > f; dpkg-divert --add --rename --divert /work/f.real /work/f; ls; dpkg-divert --remove --rename --divert /work/f.real /work/f; ls",
            "Adding 'local diversion of /work/f to /work/f.real'\nf.real\nRemoving 'local diversion of /work/f'\nf\n",
        ),
        (
            "apt-get dist-clean; sed -i s/bookworm/trixie/ /etc/os-release; apt-get install -qq --update curl >/dev/null 2>&1; ls /usr/bin; apt-get dist-clean; ls /var/lib/apt/lists",
            "E: Invalid operation dist-clean\ncurl\nlock\n",
        ),
        (
            "printf 'module a/b\\nrequire example.com/x v1.2.3\\n' > go.mod; mkdir c; echo 'package c' > c/c.go; go list ./...; go list -m -f '{{.Dir}}' example.com/x; go test ./...; touch c/c_test.go; go test ./...",
            "a/b/c\n/go/pkg/mod/example.com/x@v1.2.3\n?   \ta/b/c\t[no test files]\n[not modelled: go: running tests]",
        ),
        ("gem install rake -- --use-system-libraries | head -n 1", "Successfully installed rake-13.3.1\n"),
    ]);
}
