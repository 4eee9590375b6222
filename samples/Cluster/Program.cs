using Cluster;

WebApplication app;
try
{
    app = Service.Create(args);
}
catch (InvalidDataException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

await app.RunAsync();
return 0;
