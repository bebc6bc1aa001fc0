var e={$schema:`../public/lesson.schema.json`,version:1,id:`arg-env`,start:{files:{Dockerfile:`ARG TAG=latest
FROM diamol/node:$TAG
ARG VERSION=1
RUN echo "$VERSION $TAG" > /version
`},run:[`docker image build --tag app .`]},steps:[{text:`step1`,hints:[`step1.hint1`,`step1.hint2`],goals:[{kind:`imageFile`,image:`app:two`,path:`/version`,matches:`^2 `}]},{text:`step2`,hints:[`step2.hint1`,`step2.hint2`],goals:[{kind:`imageFile`,image:`app:three`,path:`/version`,matches:`^3 latest$`},{kind:`env`,image:`app:three`,name:`VERSION`,value:`3`}]}],solution:[{kind:`run`,line:`docker image build --tag app:two --build-arg VERSION=2 .`},{kind:`write`,path:`Dockerfile`,text:`ARG TAG=latest
FROM diamol/node:$TAG
ARG TAG
ARG VERSION=1
ENV VERSION=$VERSION
RUN echo "$VERSION $TAG" > /version
`},{kind:`run`,line:`docker image build --tag app:three --build-arg VERSION=3 .`}]};export{e as default};