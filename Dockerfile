# The hosted demo: docker build -t mlpviz . && docker run -p 8501:8501 mlpviz
FROM python:3.12-slim

# MLPVIZ_HOSTED: strangers use it, so nothing is downloaded for them.
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 MLPVIZ_HOSTED=1

RUN useradd --create-home mlpviz
WORKDIR /home/mlpviz/app

COPY requirements.txt .
RUN pip install "$(grep -o '^torch==[^ ]*' requirements.txt)" \
      --index-url https://download.pytorch.org/whl/cpu \
 && pip install -r requirements.txt

COPY . .
USER mlpviz
EXPOSE 8501
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health')"]
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true", "--server.maxUploadSize=10"]
