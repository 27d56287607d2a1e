# The hosted demo, which strangers use: docs/deploy.md
#   docker build -t mlpviz .     with torch, for autograd; without it: --build-arg TORCH=0
#   docker run -p 8501:8501 --read-only --tmpfs /tmp mlpviz
# tests/container.py carries out these lines where there is no Docker.
FROM python:3.11.14-slim-bookworm AS build
ARG TORCH=1
# Of its index PyTorch's CPU build is taken: PyPI's brings gigabytes of CUDA that nothing here uses.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv --without-pip /opt/venv
COPY requirements.txt requirements-torch.txt ./
RUN if [ "$TORCH" != 0 ]; then torch="-r requirements-torch.txt --extra-index-url $TORCH_INDEX"; fi; \
    python -m pip --python /opt/venv/bin/python install -r requirements.txt $torch

FROM python:3.11.14-slim-bookworm
# HOME is where Streamlit looks for settings of its user; all that is ever written goes to /tmp. For its
# welcome it would ask the internet for the machine's address.
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    MLPVIZ_HOSTED=1 \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE=true \
    STREAMLIT_SERVER_MAX_UPLOAD_SIZE=10
RUN useradd --uid 1000 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin mlpviz
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Compiled now, as pip has compiled the rest: nothing can be written later.
RUN python -m compileall -q app.py mlpviz
USER 1000
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "deploy/healthcheck.py"]
CMD ["python", "-m", "streamlit", "run", "app.py"]
