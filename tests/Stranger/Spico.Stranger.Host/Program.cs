using Spico.Silo.Host;
using Spico.Stranger.JsonLines;

return await SpicoServer.RunAsync(args, builder => builder.AddJsonLines());
