using MlNetBatchNorm;
using Samples;
using Samples.Images;

namespace ImagePipeline.Images;

/// <summary>The images to learn from, and others of the same classes to test on.</summary>
internal sealed class ImageSplit
{
    /// <summary>One in so many files of a class is kept for testing.</summary>
    private const int TestShare = 5;

    private ImageSplit(IReadOnlyList<ImageFile> train, IReadOnlyList<ImageFile> test)
    {
        Train = train;
        Test = test;
        Classes = [.. train.Select(file => file.Class).Distinct()];
        Check();
    }

    public IReadOnlyList<ImageFile> Train { get; }

    public IReadOnlyList<ImageFile> Test { get; }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>The accuracy of whoever always names the class that most test images have.</summary>
    public double CommonestClassShare => (double)CommonestClassCount / Test.Count;

    /// <summary>The test images of the class that most of them have.</summary>
    public int CommonestClassCount => Test.CountBy(file => file.Class).Max(ofClass => ofClass.Value);

    /// <param name="folder">What was found.</param>
    /// <param name="skipped">What is left out of it.</param>
    /// <exception cref="SampleException">What is left is too little.</exception>
    public static ImageSplit Create(ImageFolder folder, IReadOnlyList<UnreadableImage> skipped)
    {
        HashSet<string> paths = [.. skipped.Select(image => image.Path)];
        ImageFile[] Usable(IEnumerable<ImageFile> files) => [.. files.Where(file => !paths.Contains(file.Path))];

        return folder.Test is null
            ? KeepSomeForTesting(Usable(folder.Train))
            : new ImageSplit(Usable(folder.Train), Usable(folder.Test));
    }

    /// <summary>Another division of the same images: each class keeps as many for testing, but others.</summary>
    public ImageSplit Redivide(int seed)
    {
        var random = new Random(seed);
        Dictionary<string, int> testCounts = Test.CountBy(file => file.Class).ToDictionary();
        var (train, test) = (new List<ImageFile>(), new List<ImageFile>());
        foreach (IGrouping<string, ImageFile> ofClass in Train.Concat(Test).GroupBy(file => file.Class))
        {
            ImageFile[] files = [.. ofClass];
            random.Shuffle(files);
            int testCount = testCounts.GetValueOrDefault(ofClass.Key);
            test.AddRange(files[..testCount]);
            train.AddRange(files[testCount..]);
        }

        return new ImageSplit(train, test);
    }

    /// <summary>The second, seventh, twelfth... file of each class is for testing, so that a class of two has one of either.</summary>
    private static ImageSplit KeepSomeForTesting(ImageFile[] files)
    {
        ILookup<bool, ImageFile> isForTesting = files
            .GroupBy(file => file.Class)
            .SelectMany(ofClass => ofClass.Select((file, i) => (File: file, IsForTesting: i % TestShare == 1)))
            .ToLookup(choice => choice.IsForTesting, choice => choice.File);
        return new ImageSplit([.. isForTesting[false]], [.. isForTesting[true]]);
    }

    private void Check()
    {
        if (Classes.Count == 0)
            throw new SampleException("No image is left to train on. Give JPEG or PNG files that can be decoded.");
        if (Classes.Count == 1)
            throw new SampleException($"Only one class, '{Classes[0]}', has images to train on. Give at least two folders of images.");
        if (Test.Count == 0)
            throw new SampleException("No image is left to test on. Give at least two images of a class, or images in test/<class>.");
        if (Test.Select(file => file.Class).Except(Classes).FirstOrDefault() is { } unknown)
            throw new SampleException(
                $"Class '{unknown}' has test images but none to train on. Add some to train/{unknown}, or take it out of test.");
    }
}
