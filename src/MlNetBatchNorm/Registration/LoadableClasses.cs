using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using MlNetBatchNorm.Persistence;
using MlNetBatchNorm.Registration;

// What ML.NET finds when a model names this assembly: how to make a transformer, or a row mapper alone, from the model's block.
[assembly: LoadableClass(typeof(BatchNormTransformer), typeof(BatchNormLoader), null, typeof(SignatureLoadModel),
    BatchNormModelHeader.UserName, BatchNormModelHeader.LoaderSignature)]
[assembly: LoadableClass(typeof(IRowMapper), typeof(BatchNormLoader), null, typeof(SignatureLoadRowMapper),
    BatchNormModelHeader.UserName, BatchNormModelHeader.LoaderSignature)]
[assembly: LoadableClass(typeof(ReadImagesTransformer), typeof(ReadImagesLoader), null, typeof(SignatureLoadModel),
    ReadImagesModelFormat.UserName, ReadImagesModelFormat.LoaderSignature)]
[assembly: LoadableClass(typeof(IRowMapper), typeof(ReadImagesLoader), null, typeof(SignatureLoadRowMapper),
    ReadImagesModelFormat.UserName, ReadImagesModelFormat.LoaderSignature)]
