namespace Samples.Images;

/// <summary>The image files below a folder, before any of them is opened, in an order that is the same on every machine.</summary>
/// <param name="Train">The files to train on; all files, where the folder has no parts for training and testing.</param>
/// <param name="Test">The files to test on; null where some of the others have to be kept for it.</param>
internal sealed record ImageFolder(IReadOnlyList<ImageFile> Train, IReadOnlyList<ImageFile>? Test)
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    /// <exception cref="SampleException">There is no such folder, or it has no images.</exception>
    public static ImageFolder Find(string root)
    {
        if (!Directory.Exists(root))
            throw new SampleException($"There is no folder '{root}'. Give --images a folder that has one folder of images a class.");

        (string train, string test) = (Path.Combine(root, "train"), Path.Combine(root, "test"));
        ImageFolder folder = Directory.Exists(train) && Directory.Exists(test)
            ? new(Files(train), Files(test))
            : new(Files(root), Test: null);
        if (folder.Train.Count == 0)
            throw new SampleException(
                $"'{root}' has no images. Put JPEG or PNG files into one folder a class: <class>/*.png, or train/<class>/*.png and " +
                "test/<class>/*.png.");
        return folder;
    }

    private static List<ImageFile> Files(string folder) =>
    [
        .. from directory in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
           from file in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal)
           where Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
           select new ImageFile { Path = file, Class = Path.GetFileName(directory) },
    ];
}
