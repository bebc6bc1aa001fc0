# Completion of layerlab for bash: source <(layerlab completion bash)
_layerlab() {
  local IFS=$'\n'
  COMPREPLY=($(layerlab __complete "$COMP_LINE" "$COMP_POINT" 2>/dev/null | cut -f1))
}
complete -o default -F _layerlab layerlab
