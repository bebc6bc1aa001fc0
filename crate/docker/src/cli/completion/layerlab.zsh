#compdef layerlab
# Completion of layerlab for zsh: source <(layerlab completion zsh)
_layerlab() {
  local -a found
  found=("${(@f)$(layerlab __complete "${words[1,CURRENT]}" ${#${words[1,CURRENT]}} 2>/dev/null | sed 's/:/\\:/g; s/\t/:/')}")
  _describe layerlab found
}
compdef _layerlab layerlab
