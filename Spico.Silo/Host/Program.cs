using Spico.Silo.Host;

return await SpicoServer.RunAsync(args);
