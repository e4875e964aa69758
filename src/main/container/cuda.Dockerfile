# Minibatch on NVIDIA GPUs; the host needs NVIDIA's driver and container toolkit. From the project's folder:
#   docker build -f src/main/container/cuda.Dockerfile -t minibatch-cuda .
#   docker run --rm --gpus all -v "$PWD:/work" minibatch-cuda train --out run
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -q package -Dmaven.test.skip=true

FROM nvidia/cuda:13.0.2-base-ubuntu24.04
# cuBLAS is all of CUDA that Minibatch takes beside the driver; charts need a font.
RUN apt-get update && apt-get install -y --no-install-recommends libcublas-13-0 openjdk-17-jre-headless fontconfig fonts-dejavu-core
COPY --from=build /src/target/minibatch /src/target/minibatch.jar /opt/minibatch/
RUN ln -s /opt/minibatch/minibatch /usr/local/bin/minibatch
WORKDIR /work
ENTRYPOINT ["minibatch"]
