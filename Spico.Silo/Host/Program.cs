using Spico.Silo.Host;

return await CommandLine.RunAsync(args);
