namespace Spico.Peers.Tests;

public sealed class PeerCatalogTests
{
    [Fact]
    public void Peers_are_found_by_names_of_their_own()
    {
        Assert.All(PeerCatalog.All, entry => Assert.Same(entry, PeerCatalog.Find(entry.Name)));
        Assert.All(PeerCatalog.All, entry => Assert.Equal(entry.Name, entry.Create().Card.Name));
        Assert.Null(PeerCatalog.Find("carrier-pigeon"));
    }

    [Fact]
    public void Peers_of_our_own_tree_need_no_package()
    {
        string[] ours = ["signalr", "signalr-sqlite", "kestrel-tcp", "kestrel-websocket"];

        Assert.All(ours, name => Assert.True(PeerCatalog.Find(name)!.IsInstalled));
    }

    [Fact]
    public void What_is_flushed_is_stored() => Assert.All(
        PeerCatalog.All, entry => Assert.True(entry.Create().Card is { IsStored: true } or { IsFlushed: false }));
}
