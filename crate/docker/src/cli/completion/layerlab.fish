# Completion of layerlab for fish: layerlab completion fish | source
complete -c layerlab -f -a '(layerlab __complete (commandline -cp) (string length -- (commandline -cp)) 2>/dev/null)'
