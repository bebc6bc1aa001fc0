//! Help.

use std::collections::BTreeMap;

use expect_test::expect;

use crate::support::Machine;
use crate::{NOW, check};

#[test]
fn help_is_there() {
    let mut machine = Machine::new(NOW);
    check(
        &mut machine,
        "docker image ls --help",
        expect![[r#"
            Usage:  docker image ls [OPTIONS] [REPOSITORY[:TAG]]

            List images

            Aliases:
              docker image ls, docker image list, docker images

            Options:
              -a, --all             Show all images (default hides intermediate images)
                  --digests         Show digests
              -f, --filter filter   Filter output based on conditions provided
                  --format string   Format output using a custom template:
                                    'table':            Print output in table format
                                    with column headers (default)
                                    'table TEMPLATE':   Print output in table format
                                    using the given Go template
                                    'json':             Print in JSON format
                                    'TEMPLATE':         Print output using the given
                                    Go template.
                                    Refer to https://docs.docker.com/go/formatting/
                                    for more information about formatting output with
                                    templates
                  --no-trunc        Don't truncate output
              -q, --quiet           Only show image IDs
                  --tree            List multi-platform images as a tree (EXPERIMENTAL)
        "#]],
    );
    check(
        &mut machine,
        "docker",
        expect![[r#"
            Usage:  docker [OPTIONS] COMMAND

            A self-sufficient runtime for containers

            Common Commands:
              run         Create and run a new container from an image
              exec        Execute a command in a running container
              ps          List containers
              build       Build an image from a Dockerfile
              pull        Download an image from a registry
              push        Upload an image to a registry
              images      List images
              login       Authenticate to a registry
              logout      Log out from a registry
              search      Search Docker Hub for images
              version     Show the Docker version information
              info        Display system-wide information

            Management Commands:
              builder     Manage builds
              buildx*     Docker Buildx
              container   Manage containers
              context     Manage contexts
              image       Manage images
              manifest    Manage Docker image manifests and manifest lists
              network     Manage networks
              plugin      Manage plugins
              system      Manage Docker
              trust       Manage trust on Docker images
              volume      Manage volumes

            Swarm Commands:
              swarm       Manage Swarm

            Commands:
              attach      Attach local standard input, output, and error streams to a running container
              commit      Create a new image from a container's changes
              completion  Generate the autocompletion script for the specified shell (bash, zsh or fish)
              cp          Copy files/folders between a container and the local filesystem
              create      Create a new container
              diff        Inspect changes to files or directories on a container's filesystem
              events      Get real time events from the server
              export      Export a container's filesystem as a tar archive
              history     Show the history of an image
              import      Import the contents from a tarball to create a filesystem image
              inspect     Return low-level information on Docker objects
              kill        Kill one or more running containers
              load        Load an image from a tar archive or STDIN
              logs        Fetch the logs of a container
              parse       Show the nodes of a Dockerfile
              pause       Pause all processes within one or more containers
              port        List port mappings or a specific mapping for the container
              rename      Rename a container
              restart     Restart one or more containers
              rm          Remove one or more containers
              rmi         Remove one or more images
              save        Save one or more images to a tar archive (streamed to STDOUT by default)
              start       Start one or more stopped containers
              stats       Display a live stream of container(s) resource usage statistics
              stop        Stop one or more running containers
              tag         Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE
              top         Display the running processes of a container
              unpause     Unpause all processes within one or more containers
              update      Update configuration of one or more containers
              wait        Block until one or more containers stop, then print their exit codes

            Global Options:
                  --config string      Location of client config files (default
                                       "/root/.docker")
              -c, --context string     Name of the context to use to connect to the
                                       daemon (overrides DOCKER_HOST env var and
                                       default context set with "docker context use")
              -D, --debug              Enable debug mode
              -H, --host list          Daemon socket(s) to connect to
              -l, --log-level string   Set the logging level
                                       ("debug"|"info"|"warn"|"error"|"fatal")
                                       (default "info")
                  --tls                Use TLS; implied by --tlsverify
                  --tlscacert string   Trust certs signed only by this CA (default
                                       "/root/.docker/ca.pem")
                  --tlscert string     Path to TLS certificate file (default
                                       "/root/.docker/cert.pem")
                  --tlskey string      Path to TLS key file (default
                                       "/root/.docker/key.pem")
                  --tlsverify          Use TLS and verify the remote
              -v, --version            Print version information and quit

            Run 'docker COMMAND --help' for more information on a command.

            For more help on how to use Docker, head to https://docs.docker.com/go/guides/
        "#]],
    );
    check(
        &mut machine,
        "docker build --help",
        expect![[r#"
        Usage:  docker buildx build [OPTIONS] PATH | URL | -

        Start a build

        Aliases:
          docker build, docker builder build, docker image build, docker buildx build, docker buildx b

        Options:
              --add-host strings              Add a custom host-to-IP mapping
                                              (format: "host:ip")
              --allow stringArray             Allow extra privileged entitlement
                                              (e.g., "network.host",
                                              "security.insecure", "device")
              --annotation stringArray        Add annotation to the image
              --attest stringArray            Attestation parameters (format:
                                              "type=sbom,generator=image")
              --build-arg stringArray         Set build-time variables
              --build-context stringArray     Additional build contexts (e.g.,
                                              name=path)
              --builder string                Which builder to use ("buildkit",
                                              "classic")
              --cache-from stringArray        External cache sources (e.g.,
                                              "user/app:cache",
                                              "type=local,src=path/to/dir")
              --cache-to stringArray          Cache export destinations (e.g.,
                                              "user/app:cache",
                                              "type=local,dest=path/to/dir")
              --call string                   Set method for evaluating build
                                              ("check", "outline", "targets")
                                              (default "build")
              --cgroup-parent string          Set the parent cgroup for the "RUN"
                                              instructions during build
              --check                         Shorthand for "--call=check"
          -D, --debug                         Enable debug logging
              --explain format[="text"]       Tell why each step ran or did not
                                              ("text", "json")
          -f, --file string                   Name of the Dockerfile (default:
                                              "PATH/Dockerfile")
              --iidfile string                Write the image ID to a file
              --label stringArray             Set metadata for an image
              --load                          Shorthand for "--output=type=docker"
              --metadata-file string          Write build result metadata to a file
              --network string                Set the networking mode for the
                                              "RUN" instructions during build
                                              (default "default")
              --no-cache                      Do not use cache when building the image
              --no-cache-filter stringArray   Do not cache specified stages
          -o, --output stringArray            Output destination (format:
                                              "type=local,dest=path")
              --platform stringArray          Set target platform for build
              --progress string               Set type of progress output
                                              ("auto", "quiet", "plain", "tty",
                                              "rawjson"). Use plain to show
                                              container output (default "auto")
              --provenance string             Shorthand for "--attest=type=provenance"
              --pull                          Always attempt to pull all
                                              referenced images
              --push                          Shorthand for "--output=type=registry"
          -q, --quiet                         Suppress the build output and print
                                              image ID on success
              --sbom string                   Shorthand for "--attest=type=sbom"
              --secret stringArray            Secret to expose to the build
                                              (format:
                                              "id=mysecret[,src=/local/secret]")
              --shm-size bytes                Shared memory size for build containers
              --ssh stringArray               SSH agent socket or keys to expose
                                              to the build (format:
                                              "default|<id>[=<socket>|<key>[,<key>]]")
          -t, --tag stringArray               Name and optionally a tag (format:
                                              "name:tag")
              --target string                 Set the target build stage to build
              --ulimit ulimit                 Ulimit options
    "#]],
    );
    check(
        &mut machine,
        "docker version",
        expect![[r#"
            Client: Layerlab 0.1.0 (simulated)
             Version:           28.2.2
             API version:       1.50
             Go version:        go1.24.3
             Git commit:        e6534b4
             Built:             Fri May 30 12:07:14 2025
             OS/Arch:           linux/amd64
             Context:           default

            Server: Layerlab 0.1.0 (simulated)
             Engine:
              Version:          28.2.2
              API version:      1.50 (minimum version 1.24)
              Go version:       go1.24.3
              Git commit:       e6534b4
              Built:            Fri May 30 12:07:14 2025
              OS/Arch:          linux/amd64
              Experimental:     false
        "#]],
    );
}

/// What is known to differ from the clients, with the reason.
const APART: &[(&str, &str, &str)] =
    &[("volume rm", "book", "client 20.10 shows an example, of this command only")];

#[test]
fn help_is_that_of_the_clients() {
    let recorded = include_str!("../data/help.json");
    let recorded: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(recorded).unwrap();
    let mut machine = Machine::new(NOW);
    let mut apart = Vec::new();
    for (command, clients) in &recorded {
        for (client, expected) in clients {
            let ran = machine.run(&format!("docker --profile {client} {command} --help"));
            if ran.stdout() != *expected {
                apart.push((command.as_str(), client.as_str()));
            }
        }
    }
    let known: Vec<_> = APART.iter().map(|(command, client, _)| (*command, *client)).collect();
    assert_eq!(apart, known);
}
