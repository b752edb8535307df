using Spico.Protocol.V1;

namespace Spico.Silo.Host.Demo;

/// <summary>A message of an invented conversation.</summary>
internal sealed record DemoLine(string Login, string Text, DataClass About = DataClass.Unspecified);
