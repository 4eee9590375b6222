namespace MlNetBatchNorm.Reading;

/// <summary>Takes the next rows.</summary>
internal delegate void RowReceiver(RowBlock rows);
