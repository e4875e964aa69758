# Minibatch on the CPU. From the project's folder:
#   docker build -f src/main/container/cpu.Dockerfile -t minibatch .
#   docker run --rm -v "$PWD:/work" minibatch train --out run
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -q package -Dmaven.test.skip=true

FROM eclipse-temurin:17-jre
# Charts need a font.
RUN apt-get update && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core
COPY --from=build /src/target/minibatch /src/target/minibatch.jar /opt/minibatch/
RUN ln -s /opt/minibatch/minibatch /usr/local/bin/minibatch
WORKDIR /work
ENTRYPOINT ["minibatch"]
