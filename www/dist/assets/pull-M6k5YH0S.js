var e={title:`이미지는 레이어로 도착합니다`,about:`이미지는 하나지만 파일은 여러 개입니다. 하나 받아서 나뉘어 도착하는 모습을 봅니다.`,texts:{step1:`누군가 애플리케이션을 이미지로 만들어 두었습니다. 터미널에서 받아 옵니다.

\`docker image pull diamol/ch03-web-ping\`

짧은 번호가 붙은 줄 하나가 **레이어 하나**이고 따로따로 내려받습니다. 쓰는 사람에게는 이미지 하나지만 디스크에는 함께 쓰이는 여러 파일입니다.`,"step1.hint1":`편집기 아래 터미널에 명령을 그대로 입력하세요.`,step2:"`docker image ls`로 목록을 보고, `docker image history diamol/ch03-web-ping`으로 어떤 명령이 어떤 레이어를 만들었는지 확인합니다. 0B인 줄은 메타데이터만 쓴 것입니다.","step2.hint1":"명령은 두 개입니다. `docker image ls`, 그리고 이미지 이름을 붙인 `docker image history`."}};export{e as default};