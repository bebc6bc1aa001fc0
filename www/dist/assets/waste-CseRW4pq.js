var e={$schema:`../public/lesson.schema.json`,version:1,id:`waste`,start:{files:{Dockerfile:`FROM diamol/node
RUN dd if=/dev/zero of=/big bs=1000000 count=9
RUN rm /big
`},run:[`docker image build --tag app:waste .`]},steps:[{text:`step1`,hints:[`step1.hint1`],goals:[{kind:`imageFile`,image:`app:lean`,path:`/big`,absent:!0}]},{text:`step2`,hints:[`step2.hint1`],goals:[{kind:`smaller`,image:`app:lean`,than:`app:waste`},{kind:`image`,image:`app:lean`,maxSize:75e6}]}],solution:[{kind:`write`,path:`Dockerfile`,text:`FROM diamol/node
RUN dd if=/dev/zero of=/big bs=1000000 count=9 && rm /big
`},{kind:`run`,line:`docker image build --tag app:lean .`}]};export{e as default};