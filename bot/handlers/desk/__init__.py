"""What editors do: post a digest, publish it, watch and steer what goes out."""
