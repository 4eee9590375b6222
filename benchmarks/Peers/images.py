"""How others read a folder of JPEG files: images.py METHOD FOLDER COUNT.

torchvision: Resize((224, 224)) and the sums of mean and deviation, by a DataLoader with two workers. draft: Pillow's draft() to 448x448, resize to
224x224 and sums, by two processes. resize: milliseconds of Pillow's resize alone, of random pixels, FOLDER being WIDTHxHEIGHT.
"""
import multiprocessing
import sys
import time
from pathlib import Path

from PIL import Image

SIZE = (224, 224)


def draft(path):
    import numpy as np
    with Image.open(path) as image:
        image.draft("RGB", (448, 448))
        pixels = np.asarray(image.convert("RGB").resize(SIZE, Image.BILINEAR)).astype(np.int64)
    return pixels.sum((0, 1)), (pixels * pixels).sum((0, 1))


def main(method, folder, count):
    if method == "resize":
        import os
        width, height = map(int, folder.split("x"))
        image = Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))
        best = 1e9
        for _ in range(count):
            start = time.perf_counter()
            image.resize(SIZE, Image.BILINEAR)
            best = min(best, time.perf_counter() - start)
        print(best * 1000)
        return
    files = sorted(Path(folder).glob("*.jpg"))[:count]
    if method == "draft":
        with multiprocessing.Pool(2) as pool:
            print(sum(s[0] for s, _ in pool.imap(draft, files)) / len(files))
        return
    import torch
    from torchvision import transforms

    class Files(torch.utils.data.Dataset):
        transform = transforms.Compose([transforms.Resize(SIZE), transforms.PILToTensor()])

        def __len__(self):
            return len(files)

        def __getitem__(self, index):
            return self.transform(Image.open(files[index]).convert("RGB"))

    total = torch.zeros(3, dtype=torch.int64)
    for batch in torch.utils.data.DataLoader(Files(), batch_size=8, num_workers=2):
        values = batch.long()
        total += values.sum((0, 2, 3)) + (values * values).sum((0, 2, 3))
    print(total.tolist())


# The time of forked processes counts, and they need no pickled classes.
multiprocessing.set_start_method("fork")
main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
