"""How the reading model's weights are made: data, pairs, training, measurement. Needs the dependency group `train`."""
