// Which .NET this program brings.
Console.WriteLine(Environment.Version);
