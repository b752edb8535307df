using Spico.Client;
using Spico.Load.Targets;

namespace Spico.Load.Sessions;

/// <summary>The clients of those who read dossiers, one a person, connected when first asked for.</summary>
internal sealed class DossierReaders(LoadTarget target) : IAsyncDisposable
{
    private readonly Dictionary<LoadPerson, SpicoClient> _clients = [];

    public async Task<SpicoClient> ForAsync(LoadPerson person, CancellationToken cancellationToken)
    {
        if (!_clients.TryGetValue(person, out SpicoClient? client))
        {
            client = await SpicoClient.ConnectAsync(target.OptionsFor(person.Id, person.Name), cancellationToken);
            _clients.Add(person, client);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SpicoClient client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }
}
