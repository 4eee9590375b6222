namespace MlNetBatchNorm.Reading;

/// <summary>What one thread of <see cref="OrderedResults{T}"/> does.</summary>
internal interface IOrderedWork<in T>
{
    /// <summary>Takes the next item from what all share; only one thread does so at a time. False if there is none left.</summary>
    bool Take();

    /// <summary>Computes the result of the item taken.</summary>
    void Compute(T result);
}
