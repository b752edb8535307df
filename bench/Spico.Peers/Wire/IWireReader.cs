namespace Spico.Peers.Wire;

/// <summary>Understands what arrives on a connection.</summary>
internal interface IWireReader
{
    /// <summary>Takes the whole frames there are and returns their length; the rest comes again with more.</summary>
    int Read(ReadOnlySpan<byte> bytes);

    /// <summary>The connection is gone: nothing more will be read.</summary>
    void OnLost(Exception reason);
}
